package dev.peerscribe.signaling;

import dev.peerscribe.fakes.ManualClock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames a second on one core, from their text to what is checked of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class SignalingBenchmark {
    private static final String SDP =
            "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" + "a=ssrc:1 cname:x\r\n".repeat(250);

    private final ManualClock clock = new ManualClock();
    private final TestPeer sender = new TestPeer("sender", clock, Map.of("encryption", "off"));
    private final TestPeer encrypting = new TestPeer("encrypting", clock, Map.of());
    private final TestPeer receiver = new TestPeer("receiver", clock, Map.of());

    private String offer = "";
    private String candidate = "";
    private String chat = "";
    private String encrypted = "";

    /** What browsers send, of their sizes. */
    @Setup
    public void frames() {
        ChatMessage message = new ChatMessage("1", "Can you hear me?", Instant.EPOCH, "sender", ChatMessage.TEXT);
        offer = sender.frame(new Outgoing.Description(new SessionDescription(SdpType.OFFER, SDP), null));
        candidate = sender.frame(new Outgoing.Candidate(
                new IceCandidate("candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host", "0", 0, "abcd"), null));
        chat = sender.frame(new Outgoing.Chat(message));
        TestPeer.introduce(encrypting, receiver);
        encrypted = encrypting.frame(new Outgoing.Chat(message));
    }

    /** A signed offer of 4.5 kB with a bound signature: both are checked. */
    @Benchmark
    public Object secureOffers() {
        return receiver.wire.verifier().check((Incoming.Secure)
                receiver.wire.codec().decode(offer, clock.instant()));
    }

    @Benchmark
    public Object candidates() {
        return receiver.wire.codec().decode(candidate, clock.instant());
    }

    @Benchmark
    public Object chats() {
        return receiver.wire.codec().decode(chat, clock.instant());
    }

    @Benchmark
    public Object encryptedChats() throws RejectedFrameException {
        Incoming.Sealed sealed = (Incoming.Sealed) receiver.wire.codec().decode(encrypted, clock.instant());
        return receiver.wire
                .codec()
                .decode(sealed.envelope(), receiver.wire.cipher().open(sealed.jwe()), clock.instant());
    }
}
