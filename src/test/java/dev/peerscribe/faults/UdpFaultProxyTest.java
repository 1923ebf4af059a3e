package dev.peerscribe.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.UdpFaultProxy.Side;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy does to datagrams what it says, between two plain sockets. */
@Timeout(20)
class UdpFaultProxyTest {
    /** Above the range of STUN, as media is. */
    private static final int MEDIA = 0x80;

    private static final int STUN = 0;

    /** Milliseconds after which nothing comes any more. */
    private static final int A_WHILE = 500;

    private static final int SURELY = 10_000;

    private DatagramSocket sender;
    private DatagramSocket receiver;
    private UdpFaultProxy proxy;
    /** Stands for the receiver, before the sender. */
    private InetSocketAddress far;

    @BeforeEach
    void opens() throws IOException {
        sender = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        receiver.setReceiveBufferSize(1 << 20);
        proxy = new UdpFaultProxy(7);
        far = proxy.stand(Side.RECEIVER, address(receiver));
    }

    @AfterEach
    void closes() throws IOException {
        proxy.close();
        sender.close();
        receiver.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("udp-fault-proxy")));
    }

    @Test
    void aWholeNetworkBringsEverythingInOrderUnderTheAnnouncedAddress() throws IOException {
        InetSocketAddress near = proxy.stand(Side.SENDER, address(sender));
        send(MEDIA, 0, 500);
        assertThat(numbers(500)).isEqualTo(IntStream.range(0, 500).boxed().toList());
        send(MEDIA, 0, 1);
        assertThat(receive(receiver).getSocketAddress()).isEqualTo(near);
        receiver.send(datagram(MEDIA, 9, near));
        DatagramPacket back = receive(sender);
        assertThat(number(back)).isEqualTo(9);
        assertThat(back.getSocketAddress()).isEqualTo(far);
    }

    @Test
    void anAddressThatWasNeverAnnouncedIsStoodForOnceItSends() throws IOException {
        send(MEDIA, 0, 1);
        DatagramPacket came = receive(receiver);
        receiver.send(datagram(MEDIA, 3, (InetSocketAddress) came.getSocketAddress()));
        assertThat(number(receive(sender))).isEqualTo(3);
    }

    @Test
    void aShareIsLostAndStunIsSparedWhereThatIsAsked() throws IOException {
        proxy.faults(Side.SENDER, UdpFaults.none().losing(0.2));
        send(MEDIA, 0, 1000);
        assertThat(numbers(1000).size()).isBetween(740, 860);
        assertThat(proxy.traffic(Side.SENDER).lost()).isBetween(140L, 260L);
        proxy.faults(Side.SENDER, UdpFaults.none().losing(1).sparingStun());
        send(MEDIA, 0, 10);
        send(STUN, 10, 10);
        assertThat(numbers(20)).isEqualTo(IntStream.range(10, 20).boxed().toList());
    }

    @Test
    void theSameSeedLosesTheSameOnes() throws IOException {
        proxy.faults(UdpFaults.none().losing(0.3));
        send(MEDIA, 0, 200);
        List<Integer> first = numbers(200);
        try (UdpFaultProxy again = new UdpFaultProxy(7)) {
            again.faults(UdpFaults.none().losing(0.3));
            far = again.stand(Side.RECEIVER, address(receiver));
            send(MEDIA, 0, 200);
            assertThat(numbers(200)).isEqualTo(first).hasSizeLessThan(200);
        }
    }

    @Test
    void whatIsDelayedComesNoSoonerAndInOrder() throws IOException {
        proxy.faults(UdpFaults.none().delaying(Duration.ofMillis(30)));
        long begun = System.nanoTime();
        send(MEDIA, 0, 20);
        assertThat(number(receive(receiver))).isZero();
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(30_000_000L);
        assertThat(numbers(19)).isEqualTo(IntStream.range(1, 20).boxed().toList());
    }

    @Test
    void jitterKeepsTheOrderAndShufflingDoesNot() throws IOException {
        List<Integer> inOrder = IntStream.range(0, 200).boxed().toList();
        proxy.faults(UdpFaults.none().jittering(Duration.ofMillis(20)));
        send(MEDIA, 0, 200);
        assertThat(numbers(200)).isEqualTo(inOrder);
        proxy.faults(UdpFaults.none().shuffling(Duration.ofMillis(20)));
        send(MEDIA, 0, 200);
        assertThat(numbers(200)).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
    }

    @Test
    void everyDatagramComesTwice() throws IOException {
        proxy.faults(UdpFaults.none().doubling(1));
        send(MEDIA, 0, 3);
        assertThat(numbers(6)).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void aBlackoutEndsByItself() throws IOException {
        proxy.blackout(Duration.ofSeconds(1));
        long begun = System.nanoTime();
        send(STUN, 0, 5);
        assertThat(numbers(1)).isEmpty();
        await().until(() -> System.nanoTime() - begun > 1_010_000_000L);
        send(MEDIA, 7, 1);
        assertThat(numbers(1)).containsExactly(7);
    }

    @Test
    void oneWayCanBeBlackAlone() throws IOException {
        send(MEDIA, 0, 1);
        InetSocketAddress near = (InetSocketAddress) receive(receiver).getSocketAddress();
        proxy.blackout(Side.RECEIVER, Duration.ofSeconds(60));
        receiver.send(datagram(MEDIA, 1, near));
        send(MEDIA, 2, 1);
        assertThat(numbers(1)).containsExactly(2);
        await().untilAsserted(
                        () -> assertThat(proxy.traffic(Side.RECEIVER).lost()).isEqualTo(1));
    }

    @Test
    void aBottleneckCarriesItsRateAndDropsWhatDoesNotFitIntoItsQueue() throws IOException {
        // 100 datagrams of 8 bytes: 6400 bits, in 100 ms at 64 kbit/s.
        proxy.faults(UdpFaults.none().carrying(64_000, Duration.ofSeconds(1)));
        long begun = System.nanoTime();
        send(MEDIA, 0, 100);
        assertThat(numbers(100)).hasSize(100);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(99_000_000L);
        proxy.faults(UdpFaults.none().carrying(64_000, Duration.ofMillis(10)));
        send(MEDIA, 0, 100);
        assertThat(numbers(100).size()).isBetween(9, 40);
    }

    @Test
    void aReboundSideComesFromElsewhereAndItsOldAddressIsDead() throws IOException {
        send(MEDIA, 0, 1);
        InetSocketAddress before = (InetSocketAddress) receive(receiver).getSocketAddress();
        proxy.rebind(Side.SENDER);
        send(MEDIA, 1, 1);
        InetSocketAddress after = (InetSocketAddress) receive(receiver).getSocketAddress();
        assertThat(after).isNotEqualTo(before);
        receiver.send(datagram(MEDIA, 2, before));
        receiver.send(datagram(MEDIA, 3, after));
        assertThat(number(receive(sender))).isEqualTo(3);
    }

    private void send(int first, int from, int count) throws IOException {
        for (int number = from; number < from + count; number++) {
            sender.send(datagram(first, number, far));
        }
    }

    private static DatagramPacket datagram(int first, int number, InetSocketAddress to) {
        byte[] bytes =
                ByteBuffer.allocate(8).put((byte) first).putInt(4, number).array();
        return new DatagramPacket(bytes, bytes.length, to);
    }

    /** The numbers of what comes, until there are so many or nothing comes for a while. */
    private List<Integer> numbers(int most) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try {
            while (numbers.size() < most) {
                numbers.add(number(receive(receiver, A_WHILE)));
            }
        } catch (SocketTimeoutException e) {
            // that was all
        }
        return numbers;
    }

    private static int number(DatagramPacket came) {
        return ByteBuffer.wrap(came.getData()).getInt(4);
    }

    /** What surely comes. */
    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        return receive(at, SURELY);
    }

    private static DatagramPacket receive(DatagramSocket at, int millis) throws IOException {
        at.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        at.receive(packet);
        return packet;
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }
}
