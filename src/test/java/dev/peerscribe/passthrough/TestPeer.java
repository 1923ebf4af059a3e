package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.LocalTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One end of a transport under test: records what it is told and passes candidates on to the other end. */
final class TestPeer implements PeerTransport.Listener, AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(15);

    final SendingTransport transport;
    private final boolean controlling;
    final List<String> candidates = new CopyOnWriteArrayList<>();
    final List<LinkState> states = new CopyOnWriteArrayList<>();
    final BlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();

    private final CopyOnWriteArrayList<String> held = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> passes = candidate -> true;
    private volatile @Nullable TestPeer other;
    volatile @Nullable TransportFailure failure;
    volatile boolean gathered;
    volatile boolean peerClosed;

    TestPeer(TransportRuntime runtime, TransportSettings settings, boolean controlling, int ssrc) {
        this.controlling = controlling;
        try {
            transport = new SendingTransport(runtime, settings, controlling, ssrc, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only candidates that pass this are told to the other end. */
    TestPeer passing(Predicate<String> predicate) {
        passes = predicate;
        return this;
    }

    /** Begins to gather. */
    TestPeer gather() {
        try {
            transport.gather();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Describes each end to the other; {@code offerer} is passive in DTLS where {@code answererActive}. */
    static void describe(TestPeer offerer, TestPeer answerer, boolean answererActive) {
        describe(offerer, answerer, answererActive, answerer.transport.local().fingerprint());
    }

    static void describe(TestPeer offerer, TestPeer answerer, boolean answererActive, Fingerprint answererFingerprint) {
        LocalTransport offer = offerer.transport.local();
        LocalTransport answer = answerer.transport.local();
        assertThat(answerer.transport.remote(Remotes.of(offer, answerer.controlling, answererActive)))
                .isTrue();
        assertThat(offerer.transport.remote(
                        Remotes.of(answer.ice(), answererFingerprint, offerer.controlling, !answererActive)))
                .isTrue();
        offerer.sendTo(answerer);
        answerer.sendTo(offerer);
    }

    /** Tells each end every candidate that the other has, of whatever generation. */
    static void exchange(TestPeer one, TestPeer other) {
        one.candidates.forEach(candidate -> {
            boolean _ = other.transport.add(candidate);
        });
        other.candidates.forEach(candidate -> {
            boolean _ = one.transport.add(candidate);
        });
    }

    /** Candidates go to {@code peer}, those that were held back first. */
    void sendTo(TestPeer peer) {
        other = peer;
        for (String candidate : held) {
            boolean _ = peer.transport.add(candidate);
        }
        held.clear();
    }

    TestPeer awaitState(LinkState state) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !states.isEmpty() && states.getLast() == state);
        return this;
    }

    byte[] awaitRtp() throws InterruptedException {
        byte[] packet = rtp.poll(5, TimeUnit.SECONDS);
        assertThat(packet).isNotNull();
        return packet;
    }

    byte[] awaitRtcp() throws InterruptedException {
        byte[] packet = rtcp.poll(5, TimeUnit.SECONDS);
        assertThat(packet).isNotNull();
        return packet;
    }

    @Override
    public void onCandidate(String candidate) {
        candidates.add(candidate);
        if (passes.test(candidate)) {
            TestPeer peer = other;
            if (peer == null) {
                held.add(candidate);
            } else {
                boolean _ = peer.transport.add(candidate);
            }
        }
    }

    @Override
    public void onGathered() {
        gathered = true;
    }

    @Override
    public void onState(LinkState state, @Nullable TransportFailure cause) {
        failure = cause;
        states.add(state);
    }

    @Override
    public void onPeerClosed() {
        peerClosed = true;
    }

    @Override
    public void onRtp(byte[] buffer, int offset, int length, long nanos) {
        rtp.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void onRtcp(byte[] buffer, int offset, int length, long nanos) {
        rtcp.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void close() {
        transport.close();
    }
}
