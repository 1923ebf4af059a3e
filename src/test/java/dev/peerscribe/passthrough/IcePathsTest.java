package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in, and over which path is sent. */
class IcePathsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 9_000);
    private static final InetSocketAddress STRANGER = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.66"), 666);
    private static final long SECOND = 1_000_000_000L;
    private static final String PASSWORD = "a-password-of-some-length";

    private final TransportCounters counters = new TransportCounters();
    private final List<Integer> taken = new ArrayList<>();
    private long now = SECOND;
    private final IcePaths paths =
            new IcePaths("ours", PASSWORD, () -> now, counters, (buffer, offset, length, nanos) -> taken.add(length));
    private final ReceiveLoop loop = new ReceiveLoop(() -> now);
    private HostSocket socket;

    @BeforeEach
    void opens() throws IOException {
        socket = HostSocket.open(InetAddress.getLoopbackAddress(), PortRange.ANY, new Random(1), loop, paths);
    }

    @AfterEach
    void closes() {
        socket.close();
        loop.close();
    }

    private static byte[] check(String username) {
        return check(username, PASSWORD);
    }

    private static byte[] check(String username, String password) {
        byte[] name = username.getBytes(StandardCharsets.US_ASCII);
        int padded = (name.length + 3) & ~3;
        ByteBuffer message = ByteBuffer.allocate(48 + padded)
                .putShort((short) 1)
                .putShort((short) (28 + padded))
                .putInt(0x2112_A442)
                .put(new byte[12])
                .putShort((short) 6)
                .putShort((short) name.length)
                .put(name)
                .position(24 + padded)
                .putShort((short) 8)
                .putShort((short) 20);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            mac.update(message.array(), 0, 24 + padded);
            message.put(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return message.array();
    }

    /** The library asks, with a transaction that ends with {@code number}; gives the answer. */
    private byte[] asked(int number) throws IOException {
        byte[] request = check("theirs:ours");
        request[19] = (byte) number;
        try (DatagramSocket remote = remote()) {
            socket.send(new DatagramPacket(request, request.length, at(remote)));
        }
        byte[] answer = request.clone();
        answer[0] = 1;
        return answer;
    }

    private boolean passes(byte[] stun, InetSocketAddress from) {
        return StunHeader.is(stun, 0, stun.length) && paths.mayCheck(socket, from, stun, 0, stun.length);
    }

    @Test
    void checksAreLetInThatAreForUsAndAnswersThatAreTheirs() throws IOException {
        assertThat(passes(check("ours:theirs"), STRANGER)).isTrue();
        assertThat(passes(check("ours"), STRANGER)).isFalse();
        assertThat(passes(check("oursx:theirs"), STRANGER)).isFalse();
        assertThat(passes(check("other:theirs"), STRANGER)).isFalse();
        byte[] answer = asked(1);
        assertThat(passes(answer, STRANGER)).isFalse();
        paths.allow(PEER);
        assertThat(passes(answer, PEER)).isTrue();
        assertThat(counters.snapshot().stranger()).isEqualTo(4);
    }

    @Test
    void whatSaysItIsLongerThanItIsIsNoStun() {
        byte[] message = check("ours:theirs");
        message[3] = (byte) (message[3] + 4);
        assertThat(passes(message, PEER)).isFalse();
        byte[] attribute = check("ours:theirs");
        attribute[23] = 100;
        assertThat(passes(attribute, PEER)).isFalse();
        assertThat(StunHeader.is(new byte[19], 0, 19)).isFalse();
    }

    @Test
    void aFloodOfChecksIsCutOffForTheRestOfTheSecond() {
        for (int i = 0; i < IcePaths.STRANGE_CHECKS_PER_SECOND; i++) {
            assertThat(passes(check("ours:theirs"), STRANGER)).isTrue();
        }
        assertThat(passes(check("ours:theirs"), STRANGER)).isFalse();
        now += SECOND;
        assertThat(passes(check("ours:theirs"), STRANGER)).isTrue();
    }

    @Test
    void aFloodOfStrangersChecksIsInNoWayOfThePeers() {
        paths.allow(PEER);
        for (int i = 0; i < 10 * IcePaths.CHECKS_PER_SECOND; i++) {
            boolean _ = passes(check("ours:theirs"), STRANGER);
        }
        for (int i = 0; i < IcePaths.CHECKS_PER_SECOND; i++) {
            assertThat(passes(check("ours:theirs"), PEER)).isTrue();
        }
        assertThat(passes(check("ours:theirs"), PEER)).isFalse();
    }

    @Test
    void aFloodInThePeersNameIsInNoWayOfItsChecksAndItsAnswers() throws IOException {
        paths.allow(PEER);
        byte[] answer = asked(1);
        for (int i = 0; i < 2 * IcePaths.CHECKS_PER_SECOND; i++) {
            assertThat(passes(check("ours:theirs", "a-password-that-was-guessed"), PEER))
                    .isFalse();
            byte[] other = answer.clone();
            other[8 + i % 12] += (byte) (1 + i % 100);
            assertThat(passes(other, PEER)).isFalse();
        }
        assertThat(counters.snapshot().unauthentic()).isEqualTo(2L * IcePaths.CHECKS_PER_SECOND);
        assertThat(passes(check("ours:theirs"), PEER)).isTrue();
        assertThat(passes(answer, PEER)).isTrue();
        assertThat(passes(answer, PEER)).as("once more").isFalse();
    }

    @Test
    void onlySoManyRequestsWaitForAnAnswer() throws IOException {
        paths.allow(PEER);
        byte[] first = asked(0);
        byte[] second = asked(1);
        for (int i = 1; i < OpenRequests.MOST; i++) {
            byte[] _ = asked(2);
        }
        assertThat(passes(first, PEER)).isFalse();
        assertThat(passes(second, PEER)).isTrue();
    }

    @Test
    void aCheckWithoutItsIntegrityIsNobodys() {
        byte[] whole = check("ours:theirs");
        byte[] without = Arrays.copyOf(whole, whole.length - 24);
        without[3] = (byte) (without[3] - 24);
        assertThat(passes(without, PEER)).isFalse();
        byte[] shorter = Arrays.copyOf(whole, whole.length - 4);
        shorter[3] = (byte) (shorter[3] - 4);
        shorter[shorter.length - 17] = 16;
        assertThat(passes(shorter, PEER)).isFalse();
        assertThat(passes(whole, PEER)).isTrue();
    }

    @Test
    void mediaAreTakenFromPathsOnly() {
        paths.datagram(socket, STRANGER, new byte[100], 0, 100);
        paths.allow(PEER);
        paths.datagram(socket, PEER, new byte[100], 0, 100);
        assertThat(taken).as("its address is no secret").isEmpty();
        assertThat(counters.snapshot().stranger()).isEqualTo(2);
        paths.confirm(socket, PEER);
        paths.datagram(socket, PEER, new byte[50], 0, 50);
        assertThat(taken).containsExactly(50);
    }

    @Test
    void whoProvedToKnowThePasswordIsTakenForAMomentBeforeThereIsAPath() {
        paths.prove(PEER);
        paths.datagram(socket, PEER, new byte[50], 0, 50);
        now += IcePaths.EARLY + 1;
        paths.prove(PEER);
        paths.datagram(socket, PEER, new byte[51], 0, 51);
        assertThat(taken).containsExactly(50);
        paths.confirm(socket, PEER);
        paths.datagram(socket, PEER, new byte[52], 0, 52);
        assertThat(taken).containsExactly(50, 52);
    }

    @Test
    void onlySoManyAreRememberedWhoProvedIt() {
        for (int i = 0; i < IcePaths.MAX_KNOWN; i++) {
            paths.prove(new InetSocketAddress(STRANGER.getAddress(), 1_000 + i));
        }
        paths.prove(PEER);
        paths.datagram(socket, PEER, new byte[50], 0, 50);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatIsSentGoesWhereMediaComeFrom() throws IOException {
        assertThat(paths.send(new byte[10], 0, 10)).isFalse();
        try (DatagramSocket one = remote();
                DatagramSocket other = remote()) {
            paths.confirm(socket, at(one));
            paths.confirm(socket, at(other));
            assertThat(paths.send(new byte[30], 0, 30)).isTrue();
            assertThat(received(one)).isEqualTo(30);
            paths.nominate(socket, at(other));
            assertThat(paths.send(new byte[31], 0, 31)).isTrue();
            assertThat(received(other)).isEqualTo(31);
            paths.datagram(socket, at(one), new byte[20], 0, 20);
            assertThat(paths.send(new byte[32], 0, 32)).isTrue();
            assertThat(received(one)).isEqualTo(32);
        }
    }

    @Test
    void aSilentPathIsLeftForOneThatIsHeard() throws IOException {
        try (DatagramSocket one = remote();
                DatagramSocket other = remote()) {
            paths.confirm(socket, at(one));
            now += 10 * SECOND;
            paths.leaveSilent(now - SECOND);
            assertThat(paths.send(new byte[30], 0, 30)).isTrue();
            assertThat(received(one)).as("there is no other yet").isEqualTo(30);
            paths.confirm(socket, at(other));
            assertThat(paths.heardAt(0)).isEqualTo(now);
            assertThat(paths.consentAt(0)).isEqualTo(now);
            paths.leaveSilent(now - SECOND);
            assertThat(paths.send(new byte[31], 0, 31)).isTrue();
            assertThat(received(other)).isEqualTo(31);
        }
    }

    private static DatagramSocket remote() throws IOException {
        DatagramSocket remote = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        remote.setSoTimeout(5_000);
        return remote;
    }

    private static InetSocketAddress at(DatagramSocket remote) {
        return (InetSocketAddress) remote.getLocalSocketAddress();
    }

    private static int received(DatagramSocket remote) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        remote.receive(packet);
        return packet.getLength();
    }
}
