package dev.peerscribe.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One way through a {@link UdpFaultProxy}: what comes goes on at once, later, twice or never. */
final class UdpWay implements AutoCloseable {
    /** Datagrams that wait; what comes beyond that vanishes. */
    private static final int MOST_WAITING = 20_000;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Random random; // guarded by the lock, as is all below
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final Thread forwarder;
    private UdpFaults faults = UdpFaults.none();
    private long blackoutEnd = System.nanoTime();
    /** When the bottleneck is through with what it has. */
    private long freeAt = System.nanoTime();
    /** When the last one in order goes on. */
    private long lastDue = System.nanoTime();

    private long order;
    private boolean over;
    private long came;
    private long lost;
    private long doubled;
    private long forwarded;

    /** A datagram on its way, by the time at which it goes on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    private record Waiting(long due, long order, byte[] bytes, DatagramChannel via, InetSocketAddress to)
            implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.compare(due - other.due, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    UdpWay(Random random, String name) {
        this.random = random;
        this.forwarder = Thread.ofPlatform().name(name).daemon(true).start(this::forward);
    }

    void become(UdpFaults next) {
        lock.lock();
        try {
            faults = next;
        } finally {
            lock.unlock();
        }
    }

    void blackout(Duration length) {
        lock.lock();
        try {
            blackoutEnd = System.nanoTime() + length.toNanos();
        } finally {
            lock.unlock();
        }
    }

    UdpFaultProxy.Traffic traffic() {
        lock.lock();
        try {
            return new UdpFaultProxy.Traffic(came, lost, doubled, forwarded);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a datagram, of which the buffer is the caller's again afterwards. */
    void pass(ByteBuffer datagram, DatagramChannel via, InetSocketAddress to) {
        lock.lock();
        try {
            long now = System.nanoTime();
            came++;
            boolean spared = faults.sparesStun() && isStun(datagram);
            if (now - blackoutEnd < 0 || (!spared && random.nextDouble() < faults.loss())) {
                lost++;
                return;
            }
            int copies = !spared && random.nextDouble() < faults.duplication() ? 2 : 1;
            doubled += copies - 1;
            for (int copy = 0; copy < copies; copy++) {
                datagram.rewind();
                if (spared || (!faults.holdsBack() && waiting.isEmpty())) {
                    send(datagram, via, to);
                } else {
                    hold(datagram, via, to, now);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void hold(ByteBuffer datagram, DatagramChannel via, InetSocketAddress to, long now) {
        long ready = now;
        if (faults.bitsPerSecond() > 0) {
            long begins = Math.max(now - freeAt, 0) + freeAt;
            if (begins - now > faults.backlog().toNanos()) {
                lost++;
                return;
            }
            freeAt = begins + TimeUnit.SECONDS.toNanos(8L * datagram.remaining()) / faults.bitsPerSecond();
            ready = freeAt;
        }
        long due = ready
                + faults.delay().toNanos()
                + (long) (random.nextDouble() * faults.jitter().toNanos());
        if (!faults.reordering()) {
            due = Math.max(due - lastDue, 0) + lastDue;
            lastDue = due;
        }
        if (waiting.size() >= MOST_WAITING) {
            lost++;
            return;
        }
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        waiting.add(new Waiting(due, order++, bytes, via, to));
        changed.signal();
    }

    private void forward() {
        lock.lock();
        try {
            while (!over) {
                Waiting next = waiting.peek();
                long early = next == null ? IDLE_NANOS : next.due - System.nanoTime();
                if (early > 0) {
                    long _ = changed.awaitNanos(early); // late by some 0.1 ms
                } else if (next != null) {
                    waiting.remove();
                    send(ByteBuffer.wrap(next.bytes), next.via, next.to);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void send(ByteBuffer datagram, DatagramChannel via, InetSocketAddress to) {
        try {
            if (via.send(datagram, to) > 0) {
                forwarded++;
            } else {
                lost++;
            }
        } catch (IOException e) {
            lost++; // the address has changed since, or nobody is there
        }
    }

    private static boolean isStun(ByteBuffer datagram) {
        return datagram.hasRemaining() && (datagram.get(datagram.position()) & 0xff) < 4;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            waiting.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            forwarder.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
