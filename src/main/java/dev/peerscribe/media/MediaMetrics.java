package dev.peerscribe.media;

import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.identity.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

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
        // At 0 from the start, so that a first one is a rise.
        for (Outcome outcome : Outcome.values()) {
            negotiations(outcome);
        }
        for (Trust trust : EnumSet.of(Trust.CHANGED, Trust.WAITING, Trust.REFUSED)) {
            judgments(trust, TrustReason.KEY_CHANGED);
        }
        for (EngineKind engine : EngineKind.values()) {
            for (PathFailure failure : PathFailure.values()) {
                pathFailures(engine, failure);
            }
            for (TrackKind kind : TrackKind.values()) {
                packetsReceived(tags(kind, engine));
                packetsLost(tags(kind, engine));
            }
        }
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

    /** Counts what came of a track since its statistics were looked at last. */
    void quality(TrackKind kind, EngineKind engine, TrackQuality since) {
        Tags tags = tags(kind, engine);
        packetsReceived(tags).increment((double) since.packetsReceived());
        packetsLost(tags).increment((double) since.packetsLost());
        count("peerscribe.media.received", "Payload received", BaseUnits.BYTES, tags, since.bytes());
        if (kind == TrackKind.VIDEO) {
            count(
                    "peerscribe.media.frames.dropped",
                    "Pictures that came and were not handed over",
                    "frames",
                    tags,
                    since.framesDropped());
            count("peerscribe.media.freezes", "Times that a picture stood still", "freezes", tags, since.freezes());
        }
        Timer.builder("peerscribe.media.jitter")
                .description("Interarrival jitter of each track, once an interval of statistics")
                .tags(tags)
                .register(registry)
                .record((long) (since.jitterSeconds() * 1e9), TimeUnit.NANOSECONDS);
    }

    private static Tags tags(TrackKind kind, EngineKind engine) {
        return Tags.of(
                "kind",
                kind.name().toLowerCase(Locale.ROOT),
                "engine",
                engine.name().toLowerCase(Locale.ROOT));
    }

    private Counter packetsReceived(Tags tags) {
        return Counter.builder("peerscribe.media.packets.received")
                .description("Packets received")
                .baseUnit("packets")
                .tags(tags)
                .register(registry);
    }

    private Counter packetsLost(Tags tags) {
        return Counter.builder("peerscribe.media.packets.lost")
                .description("Packets lost, by RTCP's count")
                .baseUnit("packets")
                .tags(tags)
                .register(registry);
    }

    private void count(String name, String description, String unit, Tags tags, long amount) {
        Counter.builder(name)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry)
                .increment((double) amount);
    }

    void negotiation(Outcome outcome) {
        negotiations(outcome).increment();
    }

    private Counter negotiations(Outcome outcome) {
        return Counter.builder("peerscribe.media.negotiations")
                .description("Offers and answers by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** Counts a path to a peer that was given up. */
    void pathFailed(EngineKind engine, PathFailure failure) {
        pathFailures(engine, failure).increment();
    }

    private Counter pathFailures(EngineKind engine, PathFailure failure) {
        return Counter.builder("peerscribe.media.paths.failed")
                .description("Paths to peers that did not come about, or broke and did not come back, by cause")
                .tag("engine", engine.name().toLowerCase(Locale.ROOT))
                .tag("cause", failure.tag())
                .register(registry);
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
        judgments(verdict.trust(), verdict.reason()).increment();
    }

    private Counter judgments(Trust trust, @Nullable TrustReason reason) {
        return Counter.builder("peerscribe.media.peers.judged")
                .description("Changes of the trust in a peer's key, by what it became and why")
                .tag("trust", trust.name())
                .tag("reason", reason == null ? "none" : reason.tag())
                .register(registry);
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
