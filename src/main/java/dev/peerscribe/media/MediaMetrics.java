package dev.peerscribe.media;

import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.identity.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** The meters of this package. */
final class MediaMetrics {
    /** How a negotiation ended. */
    enum Outcome {
        /** A remote offer was answered. */
        ANSWERED,
        /** An offer of ours was sent. */
        OFFERED,
        /** A remote answer was applied. */
        ACCEPTED,
        /** The engine or the gate refused it. */
        REJECTED,
        /** A remote offer crossed one of ours, which stands. */
        IGNORED,
        /** There were as many linked peers as allowed. */
        REFUSED
    }

    /** Why a peer was not taken into a meeting. */
    enum Refusal {
        /** There were as many peers as allowed, each of them linked. */
        TOO_MANY,
        /** Its key shares the id, which is a part of the fingerprint, with another key in the meeting. */
        ID_TAKEN;

        String tag() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final String SENT = "peerscribe.media.frames.sent";

    private final MeterRegistry registry;
    private final Counter pictures;
    private final Counter blocks;
    private final Counter picturesSent;
    private final Counter blocksSent;
    private final Counter sendFailures;
    private final Counter callbackFailures;
    private final Counter sinkFailures;
    private final Counter listenerFailures;
    private final Counter overload;
    private final Timer answers;
    private final AtomicLong heldPictures = new AtomicLong();

    MediaMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.pictures = frames("peerscribe.media.frames", "Pictures and sound blocks received", "video");
        this.blocks = frames("peerscribe.media.frames", "Pictures and sound blocks received", "audio");
        this.picturesSent = frames(SENT, "Pictures and sound blocks of our own handed to a peer's encoder", "video");
        this.blocksSent = frames(SENT, "Pictures and sound blocks of our own handed to a peer's encoder", "audio");
        this.sendFailures = counter(
                "peerscribe.media.send.failures", "Frames of our own that the engine refused with an exception");
        this.callbackFailures =
                counter("peerscribe.media.callback.failures", "Callbacks of the engine whose handling failed");
        this.sinkFailures = counter("peerscribe.media.sink.failures", "Exceptions that sinks threw over a frame");
        this.listenerFailures =
                counter("peerscribe.media.listener.failures", "Exceptions that listeners threw over a media event");
        this.overload = counter("peerscribe.media.inbox.dropped", "Facts dropped because a session's inbox was full");
        this.answers = Timer.builder("peerscribe.media.answer.duration")
                .description("From a remote offer to the answer handed to signalling")
                .register(registry);
        Gauge.builder("peerscribe.media.pictures.held", heldPictures, AtomicLong::doubleValue)
                .description("Decoded pictures handed out and not yet given back")
                .baseUnit("pictures")
                .register(registry);
    }

    AtomicLong heldPictures() {
        return heldPictures;
    }

    /** Counts the peers of one state; the registry is asked whenever the meter is read. */
    <T> void peers(T source, PeerState state, ToDoubleFunction<T> count) {
        Gauge.builder("peerscribe.media.peers", source, count)
                .description("Remote peers by state")
                .tag("state", state.name())
                .baseUnit("peers")
                .register(registry);
    }

    void frame(TrackKind kind) {
        (kind == TrackKind.VIDEO ? pictures : blocks).increment();
    }

    /** Counts a frame of ours, once for each peer. */
    void sent(TrackKind kind) {
        (kind == TrackKind.VIDEO ? picturesSent : blocksSent).increment();
    }

    void sendFailed() {
        sendFailures.increment();
    }

    void negotiation(Outcome outcome) {
        Counter.builder("peerscribe.media.negotiations")
                .description("Offers and answers by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void answered(Duration took) {
        answers.record(took);
    }

    void candidateRejected(NegotiationRule cause) {
        rejected("peerscribe.media.candidates.rejected", "Remote candidates dropped, by cause", "cause", cause.tag());
    }

    void descriptionRejected(NegotiationRule rule) {
        rejected("peerscribe.media.descriptions.rejected", "Remote descriptions refused, by rule", "rule", rule.tag());
    }

    /** Counts a change of what is thought of a peer's key. */
    void judged(Verdict verdict) {
        TrustReason reason = verdict.reason();
        Counter.builder("peerscribe.media.peers.judged")
                .description("Changes of the trust in a peer's key, by what it became and why")
                .tag("trust", verdict.trust().name())
                .tag("reason", reason == null ? "none" : reason.tag())
                .register(registry)
                .increment();
    }

    void peerRefused(Refusal cause) {
        rejected("peerscribe.media.peers.refused", "Facts of peers not taken in, by cause", "cause", cause.tag());
    }

    void textRejected(String cause) {
        rejected("peerscribe.media.texts.rejected", "Data channel messages dropped, by cause", "cause", cause);
    }

    void callbackFailed() {
        callbackFailures.increment();
    }

    void sinkFailed() {
        sinkFailures.increment();
    }

    void listenerFailed() {
        listenerFailures.increment();
    }

    void overloaded() {
        overload.increment();
    }

    private void rejected(String name, String description, String tag, String value) {
        Counter.builder(name)
                .description(description)
                .tag(tag, value)
                .register(registry)
                .increment();
    }

    private Counter frames(String name, String description, String kind) {
        return Counter.builder(name)
                .description(description)
                .baseUnit("frames")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
