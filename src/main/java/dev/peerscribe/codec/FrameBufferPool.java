package dev.peerscribe.codec;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct memory for frames, by sizes that are powers of two. Keeps no more than {@link #KEPT} bytes for later; what is
 * out at the moment is bounded by those who hold it. Any thread.
 */
public final class FrameBufferPool {
    /** The largest frame, in bytes: well above a key frame of 1080p. */
    public static final int LARGEST = 4 << 20;

    private static final int SMALLEST_BITS = 10;
    private static final int LARGEST_BITS = 22;

    /** What is kept for later, in bytes. */
    private static final long KEPT = 16 << 20;

    private final ArrayDeque<ByteBuffer>[] free = sizes(); // guarded by this, as are the next ones
    private long kept;
    private int lent;
    private long lentBytes;

    /** An empty buffer, held once. */
    public FrameBuffer get(int likely) {
        return new FrameBuffer(this, take(Math.clamp(likely, 1, LARGEST)));
    }

    /** Buffers that are out. */
    public synchronized int lent() {
        return lent;
    }

    /** The memory of the buffers that are out, in bytes. */
    public synchronized long lentBytes() {
        return lentBytes;
    }

    /** The memory that is kept for later, in bytes. */
    synchronized long kept() {
        return kept;
    }

    ByteBuffer take(int size) {
        int bits = bits(size);
        synchronized (this) {
            lent++;
            lentBytes += 1L << bits;
            ByteBuffer found = free[bits - SMALLEST_BITS].pollLast();
            if (found != null) {
                kept -= found.capacity();
                return found.clear();
            }
        }
        return ByteBuffer.allocateDirect(1 << bits);
    }

    synchronized void takeBack(ByteBuffer buffer) {
        lent--;
        lentBytes -= buffer.capacity();
        if (kept + buffer.capacity() <= KEPT) {
            kept += buffer.capacity();
            free[bits(buffer.capacity()) - SMALLEST_BITS].addLast(buffer);
        }
    }

    private static int bits(int size) {
        return Math.max(SMALLEST_BITS, 32 - Integer.numberOfLeadingZeros(size - 1));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ArrayDeque<ByteBuffer>[] sizes() {
        ArrayDeque[] all = new ArrayDeque[LARGEST_BITS - SMALLEST_BITS + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = new ArrayDeque<ByteBuffer>();
        }
        return all;
    }
}
