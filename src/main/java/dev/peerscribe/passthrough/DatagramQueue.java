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
 * wait here. What finds it full is dropped and sent again by the peer. What anybody may have sent goes no further where it
 * would end the association: alerts that nobody authenticated (RFC 9147 §4.5.2), and, once there are keys, everything in
 * the clear.
 */
final class DatagramQueue implements DatagramTransport {
    static final int CAPACITY = 64;
    /** Bytes of the largest datagram taken. */
    private static final int RECEIVE_LIMIT = 2_048;
    /** Bytes of the largest datagram sent, which every path takes (RFC 8831 §5 says why no more). */
    private static final int SEND_LIMIT = 1_200;

    private static final byte[] END = {};

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int RECORD_HEADER = 13;
    /** Where a record has the lower byte of its epoch (RFC 6347 §4.1). */
    private static final int EPOCH = 4;
    /** Bytes that AES-GCM adds to a record: nonce and tag (RFC 5288 §3); we have no other cipher. */
    private static final int PROTECTION = 8 + 16;
    /** How much later than a packet sent after it a packet comes on a path that is worth having. */
    private static final long OVERTAKING_MILLIS = 40;

    private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CAPACITY);
    private final Output output;
    private final TransportCounters counters;
    /** Set once, by the association. */
    private volatile boolean established;
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
    }

    /** Takes a copy of a datagram; never waits. */
    void offer(byte[] buffer, int offset, int length) {
        if (closed) {
            return;
        }
        byte[] copy = withoutStrange(buffer, offset, length);
        if (copy.length > 0 && !received.offer(copy)) {
            counters.overflow();
        }
    }

    /** A copy without the records that nobody may have authenticated; what is no record stays as it is. */
    private byte[] withoutStrange(byte[] buffer, int offset, int length) {
        byte[] copy = new byte[length];
        int size = 0;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int next = end - at < RECORD_HEADER
                    ? end
                    : Math.min(end, at + RECORD_HEADER + ((buffer[at + 11] & 0xff) << 8 | (buffer[at + 12] & 0xff)));
            if (isStrange(buffer, at, next)) {
                counters.unauthentic();
            } else {
                System.arraycopy(buffer, at, copy, size, next - at);
                size += next - at;
            }
            at = next;
        }
        return size == length ? copy : Arrays.copyOf(copy, size);
    }

    private boolean isStrange(byte[] buffer, int at, int end) {
        if (end - at < RECORD_HEADER) {
            return established;
        }
        boolean clear = buffer[at + EPOCH - 1] == 0 && buffer[at + EPOCH] == 0;
        return clear ? established || buffer[at] == ALERT : established && end - at < RECORD_HEADER + PROTECTION;
    }

    /**
     * The handshake is done: from now on nothing comes through that is not protected, or too short to be. The library
     * would end the association over it, where RFC 6347 §4.1.2.7 drops it.
     */
    void established() {
        established = true;
    }

    /**
     * Lets a change of keys wait for handshake messages that were sent before it: a little, and no longer than some are
     * missing. The library changes keys as soon as it can, and then takes no message under the old ones any more, however
     * often it is sent again; on the side that is not the client a certificate's proof may so be lost for good.
     */
    void keepOrder() {
        orders = true;
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
        while (early.size() < CAPACITY && !flight.isWhole()) {
            byte[] datagram = received.poll(heldUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (datagram == null) {
                break;
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
                && datagram.length > EPOCH
                && (datagram[0] == CHANGE_CIPHER_SPEC || (datagram[EPOCH] != 0 && !early.isEmpty()));
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
