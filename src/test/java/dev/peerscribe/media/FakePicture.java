package dev.peerscribe.media;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A picture of 4×2 pixels on the heap's side that counts its holders. */
public final class FakePicture implements VideoPicture {
    private final AtomicInteger holders;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ByteBuffer plane = ByteBuffer.allocateDirect(8);

    public FakePicture() {
        this(new AtomicInteger(1));
    }

    private FakePicture(AtomicInteger holders) {
        this.holders = holders;
    }

    /** Holds not yet closed. */
    public int holders() {
        return holders.get();
    }

    /** Whether more was closed than held. */
    public boolean overReleased() {
        return holders.get() < 0;
    }

    @Override
    public long presentationNanos() {
        return 0;
    }

    @Override
    public int width() {
        return 4;
    }

    @Override
    public int height() {
        return 2;
    }

    @Override
    public int rotation() {
        return 0;
    }

    @Override
    public ByteBuffer y() {
        return plane;
    }

    @Override
    public ByteBuffer u() {
        return plane;
    }

    @Override
    public ByteBuffer v() {
        return plane;
    }

    @Override
    public int strideY() {
        return 4;
    }

    @Override
    public int strideU() {
        return 2;
    }

    @Override
    public int strideV() {
        return 2;
    }

    @Override
    public VideoPicture retain() {
        holders.incrementAndGet();
        return new FakePicture(holders);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            holders.decrementAndGet();
        }
    }
}
