package dev.peerscribe.passthrough;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * DTLS datagrams between the threads that receive and the one that runs the association; those that come before it runs
 * wait here. What finds it full is dropped and sent again by the peer. What {@link DtlsGate} does not let through goes no
 * further.
 */
final class DatagramQueue implements DatagramTransport {
    static final int CAPACITY = 64;
    /** Bytes of the largest datagram taken. */
    private static final int RECEIVE_LIMIT = 2_048;
    /** Bytes of the largest datagram sent, which every path takes (RFC 8831 §5 says why no more). */
    private static final int SEND_LIMIT = 1_200;

    private static final byte[] END = {};

    /** How much later than a packet sent after it a packet comes on a path that is worth having. */
    private static final long OVERTAKING_MILLIS = 40;

    private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CAPACITY);
    private final Output output;
    private final TransportCounters counters;
    private final DtlsGate gate;
    /** Set once, by whoever closes. */
    private volatile boolean closed;
    /** Whether a change of keys waits for what it may have overtaken; set before anybody receives. */
    private boolean orders;
    /** A change of keys and what came under the new ones; owned by the thread that receives. */
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    /** What may have been overtaken; owned by the thread that receives. */
    private final ClientFlight flight = new ClientFlight();
    /** {@link System#nanoTime()} until which the early wait; owned by the thread that receives. */
    private long heldUntil;

    DatagramQueue(Output output, TransportCounters counters) {
        this.output = output;
        this.counters = counters;
        this.gate = new DtlsGate(counters);
    }

    /** Takes a copy of a datagram; never waits. */
    void offer(byte[] buffer, int offset, int length) {
        if (closed) {
            return;
        }
        byte[] admitted = gate.admit(buffer, offset, length);
        int change = orders ? changeOfKeys(admitted) : admitted.length;
        put(change == admitted.length ? admitted : Arrays.copyOf(admitted, change));
        if (change < admitted.length) {
            put(Arrays.copyOfRange(admitted, change, admitted.length));
        }
    }

    private void put(byte[] datagram) {
        if (datagram.length > 0 && !received.offer(datagram)) {
            counters.overflow();
        }
    }

    /** Where a datagram has a change of keys; its end without. */
    private static int changeOfKeys(byte[] datagram) {
        int at = 0;
        while (at < datagram.length && datagram[at] != DtlsRecord.CHANGE_CIPHER_SPEC) {
            at = DtlsRecord.end(datagram, at, datagram.length);
        }
        return at;
    }

    /** The handshake is done. */
    void established() {
        gate.established();
    }

    /**
     * The association is passive. A change of keys waits for the handshake messages that were sent before it; where they do
     * not come soon it is dropped, and the client sends it again with them. The library changes keys as soon as it can, and
     * then takes no message under the old ones any more, however often it is sent: a certificate's proof would be lost for
     * good.
     */
    void serve() {
        orders = true;
        gate.server();
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    /** Waits for a datagram, without end where {@code waitMillis} is 0; negative where none came in time. */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        try {
            byte[] datagram = next(waitMillis);
            if (closed) {
                throw new IOException("closed");
            }
            if (datagram == null || datagram.length > length) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private byte @Nullable [] next(int waitMillis) throws InterruptedException {
        if (early.isEmpty()) {
            byte[] datagram = wait(waitMillis);
            if (datagram == null || !isEarly(datagram)) {
                return noted(datagram);
            }
            early.add(datagram);
            heldUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OVERTAKING_MILLIS);
        }
        while (!flight.isWhole()) {
            byte[] datagram = received.poll(heldUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (datagram == null || early.size() == CAPACITY) {
                early.clear();
                return null; // as nothing that can be used: our flight goes out again, and the client's answers it
            }
            if (!isEarly(datagram)) {
                return noted(datagram);
            }
            early.add(datagram);
        }
        return early.poll();
    }

    private byte @Nullable [] noted(byte @Nullable [] datagram) {
        if (orders && datagram != null) {
            flight.add(datagram);
        }
        return datagram;
    }

    private byte @Nullable [] wait(int waitMillis) throws InterruptedException {
        return waitMillis == 0 ? received.take() : received.poll(waitMillis, TimeUnit.MILLISECONDS);
    }

    private boolean isEarly(byte[] datagram) {
        return orders
                && datagram.length > 0
                && (datagram[0] == DtlsRecord.CHANGE_CIPHER_SPEC
                        || (!early.isEmpty() && !DtlsRecord.isClear(datagram, 0)));
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        output.send(buffer, offset, length);
    }

    /** Ends the wait of whoever receives. */
    @Override
    public void close() {
        closed = true;
        if (!received.offer(END)) {
            received.clear();
            received.offer(END);
        }
    }

    /** Where datagrams go; one that cannot go now is lost, as datagrams are. */
    @FunctionalInterface
    interface Output {
        void send(byte[] buffer, int offset, int length);
    }
}
