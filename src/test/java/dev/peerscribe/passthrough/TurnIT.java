package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.media.MediaProperties.IceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relayed transports through a coturn on this machine, and servers that do not do what they should. */
@Timeout(40)
class TurnIT {
    @TempDir
    private static Path folder;

    private static TransportRuntime runtime;
    private static Coturn coturn;

    private final List<TestPeer> peers = new ArrayList<>();

    @BeforeAll
    static void starts() throws IOException, InterruptedException {
        runtime = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime);
        boolean _ = TransportWarmth.warm(runtime, TestSettings.hosts());
        coturn = new Coturn(folder);
    }

    @AfterAll
    static void stops() {
        coturn.close();
        runtime.close();
    }

    @AfterEach
    void closes() {
        peers.forEach(TestPeer::close);
    }

    private TestPeer peer(TransportSettings settings, boolean controlling) {
        TestPeer peer = new TestPeer(runtime, settings, controlling, controlling ? 1 : 2);
        peers.add(peer);
        return peer.gather();
    }

    private void meetsThroughTheRelay(IceServer server, boolean relayedOffers) throws InterruptedException {
        TestPeer relayed = peer(TestSettings.servers(true, coturn.trust(), server), relayedOffers);
        TestPeer direct = peer(TestSettings.hosts(), !relayedOffers);
        TestPeer.describe(relayed, direct, true);
        relayed.awaitState(LinkState.CONNECTED);
        direct.awaitState(LinkState.CONNECTED);
        assertThat(relayed.candidates).hasSize(1).allMatch(line -> line.contains(" typ relay raddr 0.0.0.0 rport 0"));
        for (int i = 0; i < 200; i++) {
            byte[] media = Packets.rtp(9, i);
            assertThat(direct.transport.sendRtp(media, 0, media.length)).isTrue();
            assertThat(relayed.awaitRtp()).isEqualTo(media);
        }
        byte[] report = Packets.receiverReport(1, 9);
        assertThat(relayed.transport.sendRtcp(report, 0, report.length)).isTrue();
        assertThat(direct.awaitRtcp()).isEqualTo(report);
        relayed.close();
        await().atMost(TestPeer.SOON)
                .untilAsserted(() -> assertThat(direct.peerClosed).isTrue());
    }

    @Test
    void overUdpByTheOfferer() throws InterruptedException {
        meetsThroughTheRelay(coturn.udp(), true);
    }

    @Test
    void overUdpByTheAnswerer() throws InterruptedException {
        meetsThroughTheRelay(coturn.udp(), false);
    }

    @Test
    void anAllocationIsGivenBackAndIsNotMissedForItsTenMinutes() {
        IceServer server = coturn.udp();
        for (int i = 0; i < 2; i++) {
            await().atMost(TestPeer.SOON).pollInterval(Duration.ofMillis(300)).until(() -> allocates(server));
        }
    }

    /** Whether the one allocation that the user may have is free; gives it back. */
    private boolean allocates(IceServer server) {
        try (TestPeer peer = peer(TestSettings.servers(true, TestSettings.tls(), server), true)) {
            await().atMost(TestPeer.SOON).until(() -> peer.gathered);
            return !peer.candidates.isEmpty();
        }
    }

    @Test
    void aMistakeWhileAnAllocationIsKeptIsToldAndGivesItBack() {
        MistakenClock clock = new MistakenClock();
        try (TransportRuntime mistaken = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), clock);
                TestPeer peer =
                        new TestPeer(mistaken, TestSettings.servers(true, TestSettings.tls(), coturn.udp()), true, 1)) {
            peer.gather();
            await().atMost(TestPeer.SOON).until(() -> peer.gathered);
            clock.begin();
            peer.awaitState(LinkState.FAILED);
            assertThat(peer.failure).isEqualTo(TransportFailure.MISTAKE);
            await().atMost(TestPeer.SOON)
                    .untilAsserted(
                            () -> assertThat(mistaken.counters().snapshot().mistakes())
                                    .isEqualTo(2));
        }
    }

    @Test
    void overTcp() throws InterruptedException {
        meetsThroughTheRelay(coturn.tcp(), true);
    }

    @Test
    void overTls() throws InterruptedException {
        meetsThroughTheRelay(coturn.tls(), false);
    }

    private Duration failsWithoutCandidates(SSLContext tls, IceServer server) {
        long began = System.nanoTime();
        TestPeer peer = peer(TestSettings.servers(true, tls, server), true);
        peer.awaitState(LinkState.FAILED);
        assertThat(peer.failure).isEqualTo(TransportFailure.NO_CANDIDATES);
        assertThat(peer.gathered).isTrue();
        assertThat(peer.candidates).isEmpty();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void aWrongPasswordIsAFailure() {
        assertThat(failsWithoutCandidates(TestSettings.tls(), coturn.udpWithWrongPassword()))
                .isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerWhoseCertificateIsNotTrustedIsAFailure() {
        assertThat(failsWithoutCandidates(TestSettings.tls(), coturn.tls())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerWhoseCertificateIsForAnotherHostIsAFailure() {
        assertThat(failsWithoutCandidates(coturn.trust(), coturn.tlsByAddress()))
                .isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        for (String url : List.of("turn:127.0.0.1:" + nobody, "turn:127.0.0.1:" + nobody + "?transport=tcp")) {
            assertThat(failsWithoutCandidates(TestSettings.tls(), Coturn.server(url, "any", "any")))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aServerThatSaysNothingIsAFailureInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "turn:127.0.0.1:" + silent.getLocalPort() + "?transport=tcp";
            assertThat(failsWithoutCandidates(TestSettings.tls(), Coturn.server(url, "any", "any")))
                    .isLessThan(Duration.ofSeconds(7));
        }
    }

    @Test
    void closingWhileAServerIsBeingAskedIsQuick() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "turn:127.0.0.1:" + silent.getLocalPort() + "?transport=tcp";
            TestPeer peer =
                    peer(TestSettings.servers(true, TestSettings.tls(), Coturn.server(url, "any", "any")), true);
            long began = System.nanoTime();
            peer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(peer.states).isEmpty();
        }
    }

    @Test
    void hostCandidatesGoOnWhereARelayIsDown() {
        TestPeer offerer = peer(TestSettings.servers(false, TestSettings.tls(), coturn.udpWithWrongPassword()), true);
        TestPeer answerer = peer(TestSettings.hosts(), false);
        TestPeer.describe(offerer, answerer, true);
        offerer.awaitState(LinkState.CONNECTED);
        await().atMost(TestPeer.SOON).until(() -> offerer.gathered);
        assertThat(offerer.candidates).isNotEmpty().allMatch(line -> line.contains(" typ host "));
    }
}
