package dev.peerscribe.codec;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of one frame outside the Java heap, where a container can read them without a copy. Filled by one thread,
 * then only read. Counted: it goes back to its pool when the last hold on it is closed.
 */
public final class FrameBuffer implements AutoCloseable {
    private final FrameBufferPool pool;
    private final AtomicInteger holds = new AtomicInteger(1);
    /** Owned by the thread that fills, not changed afterwards. */
    private ByteBuffer bytes;

    FrameBuffer(FrameBufferPool pool, ByteBuffer bytes) {
        this.pool = pool;
        this.bytes = bytes;
    }

    /** Adds bytes at the end; false where the frame would become larger than any frame may be. */
    public boolean append(byte[] from, int offset, int length) {
        if (!makeRoom(length)) {
            return false;
        }
        bytes.put(from, offset, length);
        return true;
    }

    /** As {@link #append(byte[], int, int)}, one byte. */
    public boolean append(int value) {
        if (!makeRoom(1)) {
            return false;
        }
        bytes.put((byte) value);
        return true;
    }

    /** Bytes in it. */
    public int size() {
        return bytes.position();
    }

    /** The memory it takes, in bytes. */
    public int capacity() {
        return bytes.capacity();
    }

    /** The byte at {@code index}, 0 to 255. */
    public int at(int index) {
        return bytes.get(index) & 0xff;
    }

    /** Opens a hole of {@code count} bytes before {@code index}; false where the frame would become too large. */
    boolean insert(int index, int count) {
        if (!makeRoom(count)) {
            return false;
        }
        int after = bytes.position() - index;
        bytes.position(bytes.position() + count);
        bytes.put(index + count, bytes, index, after);
        return true;
    }

    /** Drops the first {@code count} bytes. */
    void remove(int count) {
        int left = bytes.position() - count;
        bytes.put(0, bytes, count, left);
        bytes.position(left);
    }

    /** Changes the byte at {@code index}. */
    void set(int index, int value) {
        bytes.put(index, (byte) value);
    }

    /** Drops what comes after the first {@code size} bytes. */
    void truncate(int size) {
        bytes.position(size);
    }

    /** Copies a part to the heap. */
    void copy(int from, byte[] to, int offset, int length) {
        bytes.get(from, to, offset, length);
    }

    /** Whether a part has the same bytes as a part of an array; false where the array is too short. */
    boolean matches(int from, byte[] other, int offset, int length) {
        if (length > other.length - offset) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes.get(from + i) != other[offset + i]) {
                return false;
            }
        }
        return true;
    }

    /** A read-only view of its own on the bytes, which dies with the last hold. */
    public ByteBuffer view() {
        return bytes.asReadOnlyBuffer().flip();
    }

    /** Empties it, to be filled anew by its only holder. */
    public void clear() {
        bytes.clear();
    }

    /** Another hold, to be closed on its own. */
    public FrameBuffer retain() {
        if (holds.getAndIncrement() <= 0) {
            holds.getAndDecrement();
            throw new IllegalStateException("the buffer was given back");
        }
        return this;
    }

    @Override
    public void close() {
        if (holds.decrementAndGet() == 0) {
            pool.takeBack(bytes);
        }
    }

    private boolean makeRoom(int more) {
        if (bytes.remaining() >= more) {
            return true;
        }
        if (more > FrameBufferPool.LARGEST - bytes.position()) {
            return false;
        }
        ByteBuffer larger = pool.take(bytes.position() + more);
        ByteBuffer full = bytes;
        larger.put(full.flip());
        bytes = larger;
        pool.takeBack(full);
        return true;
    }
}
