package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.IceParameters;
import dev.peerscribe.sdp.LocalTransport;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two transports against each other over this machine's own addresses. */
@Timeout(30)
class PeerTransportTest {
    private static final int OFFERER = 0x1111;
    private static final int ANSWERER = 0x2222;

    private static TransportRuntime runtime;
    private final List<TestPeer> peers = new ArrayList<>();

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
    void closes() {
        peers.forEach(TestPeer::close);
    }

    private TestPeer offerer(TransportSettings settings) {
        return peer(settings, true, OFFERER);
    }

    private TestPeer answerer(TransportSettings settings) {
        return peer(settings, false, ANSWERER);
    }

    private TestPeer peer(TransportSettings settings, boolean controlling, int ssrc) {
        TestPeer peer = new TestPeer(runtime, settings, controlling, ssrc);
        peers.add(peer);
        return peer.gather();
    }

    private static void connected(TestPeer... peers) {
        for (TestPeer peer : peers) {
            peer.awaitState(LinkState.CONNECTED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoEndsConnectWhicheverIsTheActiveOne(boolean answererActive) {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, answererActive);
        connected(offerer, answerer);
        assertThat(offerer.states).containsSequence(LinkState.CONNECTING, LinkState.CONNECTED);
        assertThat(offerer.gathered).isTrue();
        assertThat(offerer.candidates).isNotEmpty().allMatch(line -> line.contains(" typ host "));
    }

    @Test
    void aConflictOfRolesIsSettled() {
        TestPeer one = offerer(TestSettings.hosts());
        TestPeer other = peer(TestSettings.hosts(), true, ANSWERER);
        TestPeer.describe(one, other, true);
        connected(one, other);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void mediaAndFeedbackCrossInBothDirections(SrtpProfile profile) throws InterruptedException {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.profile(profile));
        TestPeer.describe(offerer, answerer, false);
        connected(offerer, answerer);
        assertThat(offerer.transport.profile()).isEqualTo(profile);

        byte[] media = Packets.rtp(OFFERER, 7);
        assertThat(offerer.transport.sendRtp(media, 0, media.length)).isTrue();
        assertThat(answerer.awaitRtp()).isEqualTo(media);
        byte[] back = Packets.rtp(ANSWERER, 65_535);
        assertThat(answerer.transport.sendRtp(back, 0, back.length)).isTrue();
        assertThat(offerer.awaitRtp()).isEqualTo(back);

        byte[] report = Packets.receiverReport(OFFERER, ANSWERER);
        assertThat(offerer.transport.sendRtcp(report, 0, report.length)).isTrue();
        assertThat(answerer.awaitRtcp()).isEqualTo(report);
        byte[] answer = Packets.receiverReport(ANSWERER, OFFERER);
        assertThat(answerer.transport.sendRtcp(answer, 0, answer.length)).isTrue();
        assertThat(offerer.awaitRtcp()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateThatIsNotTheDescribedOneIsRefused(boolean answererActive) {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(
                TestSettings.attentive(Duration.ofSeconds(2), TestSettings.SILENCE, TestSettings.CONSENT_EXPIRY));
        Fingerprint another =
                DtlsCertificate.make(new SecureRandom(), Clock.systemUTC()).fingerprint();
        TestPeer.describe(offerer, answerer, answererActive, another);
        offerer.awaitState(LinkState.FAILED);
        assertThat(offerer.failure).isEqualTo(TransportFailure.FINGERPRINT);
        answerer.awaitState(LinkState.FAILED);
        assertThat(answerer.failure).isEqualTo(TransportFailure.HANDSHAKE_TIMEOUT);
        byte[] media = Packets.rtp(ANSWERER, 1);
        boolean _ = answerer.transport.sendRtp(media, 0, media.length);
        assertThat(offerer.rtp).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(bytes = {1, 2})
    void anAlertThatAnybodyCanHaveSentEndsNoHandshake(byte level) {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, true);
        byte closeNotify = 0;
        byte handshakeFailure = 40;
        byte[] alert = {21, -2, -3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, level, level == 1 ? closeNotify : handshakeFailure};
        await().atMost(TestPeer.SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
            offerer.transport.send(alert.clone(), 0, alert.length);
            answerer.transport.send(alert.clone(), 0, alert.length);
            return isConnected(offerer) && isConnected(answerer);
        });
        assertThat(offerer.peerClosed || answerer.peerClosed).isFalse();
        assertThat(runtime.counters().snapshot().unauthentic()).isPositive();
    }

    private static boolean isConnected(TestPeer peer) {
        return peer.states.contains(LinkState.CONNECTED);
    }

    @Test
    void aPeerThatClosesIsNoticed() {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
        answerer.close();
        await().atMost(TestPeer.SOON)
                .untilAsserted(() -> assertThat(offerer.peerClosed).isTrue());
        assertThat(offerer.states).doesNotContain(LinkState.FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsOfNobodyDoNotEndAnAssociation(boolean answererActive) throws InterruptedException {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, answererActive);
        connected(offerer, answerer);
        for (int length = 0; length < 60; length++) {
            for (int type = 20; type < 26; type++) {
                for (int epoch = 0; epoch < 3; epoch++) {
                    byte[] record = new byte[13 + length];
                    ByteBuffer.wrap(record)
                            .put((byte) type)
                            .putShort((short) 0xFEFD)
                            .putShort((short) epoch)
                            .putShort((short) 0)
                            .putInt(0x100 + length)
                            .putShort((short) length);
                    offerer.transport.send(record, 0, record.length);
                }
            }
        }
        byte[] packet = Packets.rtp(OFFERER, 1);
        boolean _ = offerer.transport.sendRtp(packet, 0, packet.length);
        assertThat(Packets.sequence(answerer.awaitRtp())).isEqualTo(1);
        offerer.close(); // what is authentic is still heard
        await().atMost(TestPeer.SOON)
                .untilAsserted(() -> assertThat(answerer.peerClosed).isTrue());
        assertThat(answerer.states).doesNotContain(LinkState.FAILED);
    }

    @Test
    void aPacketIsTakenOnceAndAForgedOneNever() throws InterruptedException {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
        TransportCounters.Snapshot before = runtime.counters().snapshot();

        byte[] once = offerer.transport.protect(Packets.rtp(OFFERER, 1));
        offerer.transport.send(once.clone(), 0, once.length);
        offerer.transport.send(once.clone(), 0, once.length);
        byte[] forged = offerer.transport.protect(Packets.rtp(OFFERER, 2));
        forged[20] ^= 1;
        offerer.transport.send(forged, 0, forged.length);
        byte[] last = Packets.rtp(OFFERER, 3);
        boolean _ = offerer.transport.sendRtp(last, 0, last.length);

        assertThat(Packets.sequence(answerer.awaitRtp())).isEqualTo(1);
        assertThat(Packets.sequence(answerer.awaitRtp())).isEqualTo(3);
        TransportCounters.Snapshot after = runtime.counters().snapshot();
        assertThat(after.replayed() - before.replayed()).isEqualTo(1);
        assertThat(after.unauthentic() - before.unauthentic()).isEqualTo(1);
    }

    @Test
    void anIceRestartLosesNoPacketWhileMediaFlow() throws Exception {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
        IceParameters before = offerer.transport.local().ice();

        LocalTransport offer = offerer.transport.restart(true);
        assertThat(offer.ice()).isNotEqualTo(before);
        assertThat(offerer.transport.restart(true)).isEqualTo(offer);
        LocalTransport answer = answerer.transport.restart(false);
        int sent = 0;
        for (; sent < 100; sent++) {
            media(offerer, sent);
        }
        assertThat(answerer.transport.remote(Remotes.of(offer, false, true))).isTrue();
        assertThat(offerer.transport.remote(Remotes.of(answer, true, false))).isTrue();
        offerer.candidates.stream()
                .filter(line -> line.endsWith(offer.ice().usernameFragment()))
                .forEach(answerer.transport::add);
        answerer.candidates.stream()
                .filter(line -> line.endsWith(answer.ice().usernameFragment()))
                .forEach(offerer.transport::add);
        long until = System.nanoTime() + Duration.ofMillis(700).toNanos();
        while (System.nanoTime() < until) {
            media(offerer, sent++);
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
        int all = sent;
        await().atMost(TestPeer.SOON).until(() -> answerer.rtp.size() == all);
        for (int i = 0; i < all; i++) {
            assertThat(Packets.sequence(answerer.awaitRtp())).isEqualTo(i & 0xffff);
        }
        assertThat(answerer.states).last().isEqualTo(LinkState.CONNECTED);
        assertThat(answerer.states).doesNotContain(LinkState.DISCONNECTED, LinkState.FAILED);
    }

    private static void media(TestPeer sender, int sequence) {
        byte[] packet = Packets.rtp(OFFERER, sequence);
        assertThat(sender.transport.sendRtp(packet, 0, packet.length)).isTrue();
    }

    @Test
    void aRestartThatIsTakenBackChangesNothing() throws Exception {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
        LocalTransport before = offerer.transport.local();
        LocalTransport _ = offerer.transport.restart(true);
        offerer.transport.rollback();
        assertThat(offerer.transport.local()).isEqualTo(before);
        media(offerer, 1);
        assertThat(answerer.awaitRtp()).isNotNull();
    }

    @Test
    void credentialsChangeAfterARestartOnlyAndTheCertificateNever() throws Exception {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        LocalTransport answer = answerer.transport.local();
        assertThat(offerer.transport.remote(Remotes.of(answer.ice(), new Fingerprint("sha-1", "AB"), true, false)))
                .as("a hash function that does not count")
                .isFalse();
        assertThat(offerer.transport.remote(Remotes.of(answer, true, false))).isTrue();
        assertThat(offerer.transport.remote(Remotes.of(answer, true, false)))
                .as("the same again")
                .isTrue();
        IceParameters other = new IceParameters("other", answer.ice().password());
        assertThat(offerer.transport.remote(Remotes.of(other, answer.fingerprint(), true, false)))
                .isFalse();
        Fingerprint another = new Fingerprint("sha-256", "00:".repeat(31) + "00");
        assertThat(offerer.transport.remote(Remotes.of(answer.ice(), another, true, false)))
                .isFalse();
    }

    @Test
    void candidatesOfNoUseAreRefusedAndSoAreTooMany() {
        TestPeer offerer = offerer(TestSettings.hosts());
        TestPeer answerer = answerer(TestSettings.hosts());
        String good = "candidate:1 1 udp 1 192.0.2.77 9 typ host";
        assertThat(offerer.transport.add(good)).as("before a description").isFalse();
        assertThat(offerer.transport.remote(Remotes.of(answerer.transport.local(), true, false)))
                .isTrue();
        assertThat(List.of(
                        "candidate:1 1 tcp 1 192.0.2.77 9 typ host tcptype active",
                        "candidate:1 2 udp 1 192.0.2.77 9 typ host",
                        "candidate:1 1 udp 1 a1b2.local 9 typ host",
                        "candidate:1 1 udp 1 192.0.2.77 0 typ host",
                        "candidate:1 1 udp 1 224.0.0.1 9 typ host",
                        "candidate:1 1 udp 1 0.0.0.0 9 typ host",
                        "candidate:1 1 udp 1 192.0.2.77 9 typ host ufrag other",
                        "candidate:1 1 udp -1 192.0.2.77 9 typ host",
                        "candidate:1 1 udp 99999999999 192.0.2.77 9 typ host",
                        "candidate:1 1 udp 1 192.0.2.77 9 typ other",
                        "candidate:1 1 udp 1 fe80::1%eth0 9 typ host",
                        "candidate:1 1 udp 1 1 9 typ host",
                        "candidate:",
                        ""))
                .noneMatch(offerer.transport::add);
        for (int i = 0; i < IceTransport.MAX_REMOTE_CANDIDATES; i++) {
            assertThat(offerer.transport.add("candidate:1 1 udp 1 192.0.2.77 " + (1_000 + i) + " typ host"))
                    .isTrue();
        }
        assertThat(offerer.transport.add(good)).isFalse();
    }

    @Test
    void aPeerThatIsNotThereIsGivenUpInTime() {
        TestPeer offerer = offerer(TestSettings.impatient(Duration.ofSeconds(1)));
        TestPeer answerer = answerer(TestSettings.hosts());
        assertThat(offerer.transport.remote(Remotes.of(answerer.transport.local(), true, false)))
                .isTrue();
        offerer.awaitState(LinkState.FAILED);
        assertThat(offerer.failure).isEqualTo(TransportFailure.NO_PATH);
    }

    @Test
    void aMistakeOfOursFailsTheTransportThatItHappensIn() {
        MistakenClock clock = new MistakenClock();
        try (TransportRuntime mistaken = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), clock);
                TestPeer peer = new TestPeer(mistaken, TestSettings.hosts(), true, OFFERER)) {
            peer.gather();
            clock.begin();
            peer.awaitState(LinkState.FAILED);
            assertThat(peer.failure).isEqualTo(TransportFailure.MISTAKE);
            assertThat(mistaken.counters().snapshot().mistakes()).isEqualTo(1);
        }
    }

    @Test
    void portsAreThoseOfTheRange() {
        PortRange range = new PortRange(20_100, 20_104);
        TestPeer offerer = offerer(TestSettings.ports(range));
        TestPeer answerer = answerer(TestSettings.ports(range));
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
        List<String> all = new ArrayList<>(offerer.candidates);
        all.addAll(answerer.candidates);
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Remotes.address(line).getPort()).isBetween(range.min(), range.max()));
    }

    @Test
    void aRangeWithoutAFreePortIsAFailure() {
        PortRange one = new PortRange(20_110, 20_110);
        TestPeer first = offerer(TestSettings.ports(one));
        TestPeer second = answerer(TestSettings.ports(one));
        second.awaitState(LinkState.FAILED);
        assertThat(second.failure).isEqualTo(TransportFailure.NO_CANDIDATES);
        assertThat(first.states).isEmpty();
    }

    @Test
    void endsConnectOverIpVersionSixWhereTheMachineHasIt() throws Exception {
        boolean six = LocalAddresses.usable(true).stream().anyMatch(Inet6Address.class::isInstance);
        TestPeer offerer = offerer(TestSettings.hosts()).passing(line -> !six || isSix(line));
        TestPeer answerer = answerer(TestSettings.hosts()).passing(line -> !six || isSix(line));
        TestPeer.describe(offerer, answerer, true);
        connected(offerer, answerer);
    }

    private static boolean isSix(String candidate) {
        return Remotes.address(candidate).getAddress() instanceof Inet6Address;
    }

    @Test
    void closingIsQuickAndMayBeDoneTwice() {
        TestPeer offerer = offerer(TestSettings.hosts());
        LocalTransport own = offerer.transport.local();
        long began = System.nanoTime();
        offerer.close();
        offerer.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(offerer.transport.remote(Remotes.of(own, true, true))).isFalse();
        assertThat(offerer.transport.add("candidate:1 1 udp 1 192.0.2.77 9 typ host"))
                .isFalse();
        assertThat(offerer.transport.sendRtcp(Packets.receiverReport(1, 2), 0, 32))
                .isFalse();
    }
}
