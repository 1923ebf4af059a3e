package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread for all sockets: what it reads, when, and that nothing of one costs another anything. */
@Timeout(20)
class ReceiveLoopTest {
    private final ReceiveLoop loop = new ReceiveLoop(System::nanoTime);
    private final List<DatagramChannel> channels = new CopyOnWriteArrayList<>();

    @AfterEach
    void closes() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        loop.close();
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channels.add(channel);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).configureBlocking(false);
        return channel;
    }

    private void send(DatagramChannel to, int datagrams) throws IOException {
        try (DatagramChannel sender = DatagramChannel.open()) {
            for (int i = 0; i < datagrams; i++) {
                sender.send(ByteBuffer.wrap(new byte[] {(byte) 0x80, (byte) i}), to.getLocalAddress());
            }
        }
    }

    /** Reads all there is. */
    private static ReceiveLoop.Incoming counting(DatagramChannel channel, AtomicInteger count) {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        return () -> {
            while (channel.receive(buffer.clear()) != null) {
                count.incrementAndGet();
            }
            return false;
        };
    }

    @Test
    void everySocketIsReadByTheSameThread() throws IOException {
        List<String> threads = new CopyOnWriteArrayList<>();
        AtomicInteger count = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            DatagramChannel channel = open();
            ReceiveLoop.Incoming reader = counting(channel, count);
            loop.register(channel, () -> {
                threads.add(Thread.currentThread().getName());
                return reader.read();
            });
            send(channel, 10);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> count.get() == 50);
        assertThat(threads).containsOnly("passthrough-media");
    }

    @Test
    void aReaderThatFailsCostsItsOwnSocketOnly() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        DatagramChannel bad = open();
        loop.register(bad, () -> {
            failures.incrementAndGet();
            throw new IllegalStateException("a mistake");
        });
        AtomicInteger count = new AtomicInteger();
        DatagramChannel good = open();
        loop.register(good, counting(good, count));
        send(bad, 1);
        await().atMost(Duration.ofSeconds(5)).until(() -> failures.get() == 1);
        send(bad, 5);
        send(good, 5);
        await().atMost(Duration.ofSeconds(5)).until(() -> count.get() == 5);
        assertThat(failures).hasValue(1);
    }

    @Test
    void aSocketThatHasMoreThanItMayReadAtOnceDoesNotRest() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        DatagramChannel other = open();
        loop.register(other, () -> {
            busy.countDown();
            return awaited(done);
        });
        send(other, 1);
        assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
        List<Integer> taken = new ArrayList<>();
        HostSocket socket =
                HostSocket.open(InetAddress.getLoopbackAddress(), PortRange.ANY, new Random(1), loop, taking(taken));
        try {
            try (DatagramChannel sender = DatagramChannel.open()) {
                for (int i = 0; i < 2 * HostSocket.MAX_AT_ONCE - 1; i++) {
                    sender.send(ByteBuffer.wrap(new byte[] {(byte) 0x80}), socket.getLocalSocketAddress());
                }
            }
            assertThat(socket.read()).isTrue();
            assertThat(taken).hasSize(HostSocket.MAX_AT_ONCE);
            assertThat(socket.read()).as("media, and no more of them").isFalse();
            assertThat(taken).hasSize(2 * HostSocket.MAX_AT_ONCE - 1);
        } finally {
            done.countDown();
            socket.close();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static PathSocket.Receiver taking(List<Integer> taken) {
        return new PathSocket.Receiver() {
            @Override
            public boolean mayCheck(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length) {
                return false;
            }

            @Override
            public void datagram(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length) {
                taken.add(length);
            }

            @Override
            public void overflowed() {
                throw new IllegalStateException("nothing waits");
            }
        };
    }

    @Test
    void timeIsToldWhereNothingComes() {
        List<Long> ticks = new CopyOnWriteArrayList<>();
        ReceiveLoop.Ticking listener = ticks::add;
        loop.add(listener);
        await().atMost(Duration.ofSeconds(5)).until(() -> ticks.size() >= 5);
        loop.remove(listener);
        assertThat(ticks).isSorted();
        assertThat(ticks.getLast() - ticks.getFirst()).isGreaterThanOrEqualTo(4 * ReceiveLoop.TICK);
    }

    @Test
    void timeIsToldUnderAFloodToo() throws IOException {
        AtomicInteger count = new AtomicInteger();
        DatagramChannel channel = open();
        ByteBuffer buffer = ByteBuffer.allocate(16);
        loop.register(channel, () -> {
            // One of many that are there, and somebody waits for the next.
            if (channel.receive(buffer.clear()) != null) {
                count.incrementAndGet();
            }
            return true;
        });
        AtomicInteger ticks = new AtomicInteger();
        loop.add(_ -> ticks.incrementAndGet());
        int before = ticks.get();
        while (ticks.get() < before + 3) {
            send(channel, 50);
        }
        assertThat(count.get()).isPositive();
    }

    @Test
    void aClosedSocketIsGoneAtOnceAlsoWhileNothingComes() throws IOException {
        DatagramChannel channel = open();
        loop.register(channel, () -> false);
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        channel.close();
        loop.released();
        await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> {
            try (DatagramChannel again = DatagramChannel.open()) {
                again.bind(address);
                return true;
            }
        });
    }

    @Test
    void itsThreadEndsWithIt() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        loop.add(_ -> thread.set(Thread.currentThread()));
        await().atMost(Duration.ofSeconds(5)).until(() -> thread.get() != null);
        loop.close();
        assertThat(thread.get().isAlive()).isFalse();
    }
}
