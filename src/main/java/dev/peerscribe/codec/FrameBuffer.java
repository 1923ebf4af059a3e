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

    /** The byte at {@code index}, 0 to 255. */
    public int at(int index) {
        return bytes.get(index) & 0xff;
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
        if (bytes.position() + more > FrameBufferPool.LARGEST) {
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
