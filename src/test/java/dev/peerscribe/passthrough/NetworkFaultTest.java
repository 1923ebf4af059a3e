package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.LocalTransport;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transport whose path goes away, comes back, or does not; its peer reaches it through a proxy that can be cut. */
@Timeout(30)
class NetworkFaultTest {
    private static TransportRuntime runtime;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();

    @BeforeAll
    static void starts() throws InterruptedException {
        runtime = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime);
        boolean _ = TransportWarmth.warm(runtime, TestSettings.hosts());
    }

    @AfterAll
    static void stops() {
        runtime.close();
    }

    @AfterEach
    void closes() throws Exception {
        feeder.shutdownNow();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** Two ends that are connected through one proxy and send feedback to each other all the time. */
    private UdpProxy connect(TestPeer offerer, TestPeer answerer) throws IOException {
        open.add(offerer.passing(line -> false).gather());
        open.add(answerer.passing(line -> false).gather());
        TestPeer.describe(offerer, answerer, true);
        await().atMost(TestPeer.SOON).until(() -> !offerer.candidates.isEmpty());
        String candidate = offerer.candidates.getFirst();
        UdpProxy proxy = UdpProxy.before(candidate);
        open.add(proxy);
        assertThat(answerer.transport.add(proxy.candidate(candidate))).isTrue();
        offerer.awaitState(LinkState.CONNECTED);
        answerer.awaitState(LinkState.CONNECTED);
        byte[] report = Packets.receiverReport(1, 2);
        var _ = feeder.scheduleAtFixedRate(
                () -> {
                    boolean _ = offerer.transport.sendRtcp(report, 0, report.length);
                    boolean _ = answerer.transport.sendRtcp(report, 0, report.length);
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        return proxy;
    }

    private static TestPeer peer(boolean controlling, Duration consentExpiry) {
        return peer(controlling, Duration.ofSeconds(15), consentExpiry);
    }

    private static TestPeer peer(boolean controlling, Duration handshakeTimeout, Duration consentExpiry) {
        Duration silence = Duration.ofMillis(1_500);
        return new TestPeer(
                runtime,
                TestSettings.attentive(handshakeTimeout, silence, consentExpiry),
                controlling,
                controlling ? 1 : 2);
    }

    @Test
    void aCutPathIsADisconnectionUntilPacketsFlowAgain() throws Exception {
        TestPeer offerer = peer(true, TestSettings.CONSENT_EXPIRY);
        TestPeer answerer = peer(false, TestSettings.CONSENT_EXPIRY);
        UdpProxy proxy = connect(offerer, answerer);
        proxy.cut();
        offerer.awaitState(LinkState.DISCONNECTED);
        answerer.awaitState(LinkState.DISCONNECTED);
        proxy.heal();
        offerer.awaitState(LinkState.CONNECTED);
        answerer.awaitState(LinkState.CONNECTED);
        answerer.rtcp.clear();
        assertThat(answerer.awaitRtcp()).isNotEmpty();
    }

    @Test
    void aPathThatStaysCutIsAFailureWhenConsentEnds() throws Exception {
        TestPeer offerer = peer(true, Duration.ofSeconds(4));
        TestPeer answerer = peer(false, Duration.ofSeconds(4));
        UdpProxy proxy = connect(offerer, answerer);
        proxy.cut();
        offerer.awaitState(LinkState.FAILED);
        assertThat(offerer.failure).isEqualTo(TransportFailure.CONSENT_EXPIRED);
        assertThat(offerer.states).contains(LinkState.DISCONNECTED);
    }

    @Test
    void aRestartMovesAConnectionToAnotherPath() throws Exception {
        TestPeer offerer = peer(true, TestSettings.CONSENT_EXPIRY);
        TestPeer answerer = peer(false, TestSettings.CONSENT_EXPIRY);
        UdpProxy proxy = connect(offerer, answerer);
        proxy.cut();
        offerer.awaitState(LinkState.DISCONNECTED);
        offerer.passing(line -> true).sendTo(answerer);
        answerer.passing(line -> true).sendTo(offerer);
        LocalTransport offer = offerer.transport.restart(true);
        LocalTransport answer = answerer.transport.restart(false);
        assertThat(answerer.transport.remote(Remotes.of(offer, false, true))).isTrue();
        assertThat(offerer.transport.remote(Remotes.of(answer, true, false))).isTrue();
        TestPeer.exchange(offerer, answerer);
        offerer.awaitState(LinkState.CONNECTED);
        answerer.awaitState(LinkState.CONNECTED);
        answerer.rtcp.clear();
        assertThat(answerer.awaitRtcp()).isNotEmpty();
    }

    @Test
    void aPeerThatDoesNotShakeHandsIsGivenUpInTime() throws IOException {
        TestPeer offerer = peer(true, Duration.ofMillis(500), TestSettings.CONSENT_EXPIRY);
        open.add(offerer.gather());
        Silent silent = new Silent(offerer.transport);
        IceTransport answerer = new IceTransport(runtime, TestSettings.hosts(), false, silent);
        open.add(answerer);
        LocalTransport offer = offerer.transport.local();
        assertThat(offerer.transport.remote(Remotes.of(answerer.local(), offer.fingerprint(), true, true)))
                .isTrue();
        answerer.start(offer.ice(), false);
        answerer.gather();
        offerer.awaitState(LinkState.FAILED);
        assertThat(offerer.failure).isEqualTo(TransportFailure.HANDSHAKE_TIMEOUT);
    }

    /** An end with ICE and nothing more. */
    private static final class Silent implements IceTransport.Listener {
        private final PeerTransport peer;

        private Silent(PeerTransport peer) {
            this.peer = peer;
        }

        @Override
        public void onCandidate(String candidate) {
            boolean _ = peer.add(candidate);
        }

        @Override
        public void onGathered() {
            // Candidates went as they came.
        }

        @Override
        public void onState(LinkState state, @Nullable TransportFailure failure) {
            // The other end tells.
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nanos) {
            // It says nothing to any of it.
        }
    }
}
