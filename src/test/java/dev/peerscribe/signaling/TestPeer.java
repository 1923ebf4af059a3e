package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.identity.SigningIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A connection's whole way from frame to event and back, without a socket: what its peers say goes in as text. */
final class TestPeer {
    private static final SecureRandom RANDOM = new SecureRandom();

    final SigningIdentity identity;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final WireParts wire;
    private final String senderId;
    private final List<SignalingEvent> events = new ArrayList<>();
    private final MessageHandler handler;
    private final FrameOutlet.Writer writer;
    private Outgoing hello;

    /** {@code senderId} is what the relay calls it; property names come without the prefix. */
    TestPeer(String senderId, ManualClock clock, Map<String, String> properties) {
        this(senderId, clock, properties, SigningIdentity.generate(RANDOM));
    }

    TestPeer(String senderId, ManualClock clock, Map<String, String> properties, SigningIdentity identity) {
        this.identity = identity;
        this.senderId = senderId;
        SignalingProperties settings = TestSettings.with(properties);
        ConnectionSpec spec = new ConnectionSpec(
                senderId,
                URI.create("ws://localhost"),
                identity,
                new PeerHello(senderId, PeerHello.RECORDER, Set.of(PeerHello.ADDRESSING)));
        wire = WireParts.of(settings, spec, RANDOM, clock);
        writer = ConnectionPool.telling(wire, senderId, events::add);
        SignalingMeters counters = new SignalingMeters(meters);
        handler = new MessageHandler(
                spec,
                new ConnectionParts(
                        settings,
                        counters,
                        clock,
                        RANDOM,
                        wire.codec(),
                        wire.hellos(),
                        wire.verifier(),
                        wire.introductions(),
                        new PeerRates(settings.maxPeerFramesPerSecond(), Duration.ofSeconds(2), settings.maxPeers()),
                        new PeerRates(settings.maxPeerSignedPerSecond(), Duration.ofSeconds(20), settings.maxPeers()),
                        wire.announcements(),
                        wire.cipher(),
                        new ConnectionLife<>(new ReconnectPolicy(settings), () -> 0, 0),
                        new FrameSender(
                                senderId,
                                senderId,
                                new FrameOutlet(writer, settings.maxFrameBytes(), counters, sent -> {}),
                                settings,
                                counters,
                                (messageId, state) -> {}),
                        new SocketTransport(settings, null, clock),
                        ended -> {}),
                new RecentlySent(),
                events::add);
        hello = handler.openingHello(System.nanoTime());
    }

    /** A verifier that has seen nothing, at that moment. */
    static FrameVerifier verifier(Instant now) {
        SigningIdentity identity = SigningIdentity.generate(RANDOM);
        ConnectionSpec spec = new ConnectionSpec(
                "m", URI.create("ws://localhost"), identity, new PeerHello("n", PeerHello.PARTICIPANT, Set.of()));
        return WireParts.of(TestSettings.defaults(), spec, RANDOM, InstantSource.fixed(now))
                .verifier();
    }

    /** Each hears the other's introduction, as everybody in a room does. */
    static void introduce(TestPeer... peers) {
        for (TestPeer one : peers) {
            for (TestPeer other : peers) {
                if (one != other) {
                    other.hear(one.frame(one.hello));
                }
            }
        }
    }

    /** Loses its link and gets another, on which nobody has said anything yet. */
    void reconnects() {
        hello = handler.openingHello(System.nanoTime());
    }

    /** The nonce of its introduction, by which an answer to it is known. */
    String nonce() {
        return ((Outgoing.Hello) hello).nonce();
    }

    /** The frame as it comes from the relay, which puts the sender's id in. */
    String frame(Outgoing message) {
        return stamped(writer.write(message));
    }

    String stamped(String frame) {
        return frame.replace("\"sender_id\":\"\"", "\"sender_id\":\"" + senderId + "\"");
    }

    /** Takes a frame and gives back what came of it. */
    List<SignalingEvent> hear(String frame) {
        int before = events.size();
        handler.onFrame(frame);
        return List.copyOf(events.subList(before, events.size()));
    }

    void hearOnDataChannel(String text) {
        handler.onDataChannelText("somebody", text);
    }

    void refuses(String frame, RejectionCause cause) {
        assertThat(hear(frame)).containsExactly(new SignalingEvent.FrameRejected(senderId, cause));
    }

    /** What was refused, by cause. */
    Map<RejectionCause, Integer> refused() {
        Map<RejectionCause, Integer> counts = new LinkedHashMap<>();
        for (RejectionCause cause : RejectionCause.values()) {
            int count = (int) meters.counter("peerscribe.signaling.frames.rejected", "cause", cause.tag())
                    .count();
            if (count > 0) {
                counts.put(cause, count);
            }
        }
        return counts;
    }

    List<SignalingEvent> events() {
        return events;
    }
}
