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
 * wait here. What finds it full is dropped and sent again by the peer. What anybody may have sent and would end the
 * association goes no further (RFC 6347 §4.1.2.7): alerts that nobody authenticated, and records that are shorter than
 * their protection alone, which the library takes for a mistake of the peer's.
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
    /** Bytes that every suite of {@link DtlsHandshake} adds to a record: its nonce and its tag (RFC 5288 §3). */
    static final int PROTECTION = 8 + 16;

    /** Where a record has the lower byte of its epoch (RFC 6347 §4.1). */
    private static final int EPOCH = 4;
    /** How much later than a packet sent after it a packet comes on a path that is worth having. */
    private static final long OVERTAKING_MILLIS = 40;

    private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(CAPACITY);
    private final Output output;
    private final TransportCounters counters;
    /** Set once, by whoever closes. */
    private volatile boolean closed;
    /** Whether a change of keys waits for what it may have overtaken; set before anybody receives. */
    private boolean orders;
    /** A change of keys and what came under the new ones; owned by the thread that receives. */
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();

    DatagramQueue(Output output, TransportCounters counters) {
        this.output = output;
        this.counters = counters;
    }

    /** Takes a copy of a datagram; never waits. */
    void offer(byte[] buffer, int offset, int length) {
        if (closed) {
            return;
        }
        byte[] copy = harmless(buffer, offset, length);
        if (copy.length > 0 && !received.offer(copy)) {
            counters.overflow();
        }
    }

    /** A copy without the records that would do harm; what is no record stays as it is. */
    private byte[] harmless(byte[] buffer, int offset, int length) {
        byte[] copy = new byte[length];
        int size = 0;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int next = end - at < RECORD_HEADER
                    ? end
                    : Math.min(end, at + RECORD_HEADER + ((buffer[at + 11] & 0xff) << 8 | (buffer[at + 12] & 0xff)));
            if (next - at > EPOCH && isHarmful(buffer, at, next - at)) {
                counters.unauthentic();
            } else {
                System.arraycopy(buffer, at, copy, size, next - at);
                size += next - at;
            }
            at = next;
        }
        return size == length ? copy : Arrays.copyOf(copy, size);
    }

    private static boolean isHarmful(byte[] buffer, int at, int length) {
        boolean clear = buffer[at + EPOCH - 1] == 0 && buffer[at + EPOCH] == 0;
        return clear ? buffer[at] == ALERT : length < RECORD_HEADER + PROTECTION;
    }

    /**
     * Lets a change of keys wait a little for handshake messages that were sent before it. The library changes keys as
     * soon as it can, and then takes no message under the old ones any more, however often it is sent again; on the side
     * that is not the client a certificate's proof may so be lost for good.
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
        byte[] datagram = early.isEmpty() ? wait(waitMillis) : received.poll(OVERTAKING_MILLIS, TimeUnit.MILLISECONDS);
        while (datagram != null && orders && early.size() < CAPACITY && isEarly(datagram)) {
            early.add(datagram);
            datagram = received.poll(OVERTAKING_MILLIS, TimeUnit.MILLISECONDS);
        }
        return datagram == null ? early.poll() : datagram;
    }

    private byte @Nullable [] wait(int waitMillis) throws InterruptedException {
        return waitMillis == 0 ? received.take() : received.poll(waitMillis, TimeUnit.MILLISECONDS);
    }

    private boolean isEarly(byte[] datagram) {
        return datagram.length > EPOCH
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
