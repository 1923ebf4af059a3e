package dev.peerscribe.recording;

import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A picture in direct memory that knows whether it was closed once and only once. */
public final class TestPicture implements VideoPicture {
    /** Pictures made and not yet closed. */
    public static final AtomicInteger OPEN = new AtomicInteger();

    private final long nanos;
    private final int width;
    private final int height;
    private final int rotation;
    private final int strideY;
    private final int strideC;
    private final ByteBuffer y;
    private final ByteBuffer u;
    private final ByteBuffer v;
    private final AtomicInteger holds = new AtomicInteger(1);

    TestPicture(long nanos, int width, int height, int rotation, ByteBuffer y, ByteBuffer u, ByteBuffer v) {
        this.nanos = nanos;
        this.width = width;
        this.height = height;
        this.rotation = rotation;
        strideY = width + 16;
        strideC = (width + 1) / 2 + 16;
        this.y = y;
        this.u = u;
        this.v = v;
        OPEN.incrementAndGet();
    }

    /** A picture of one luma but for a square that stands at {@code x} from the left, a quarter of the height wide. */
    public static TestPicture plain(long nanos, int width, int height, int luma, int x) {
        ByteBuffer y = ByteBuffer.allocateDirect((width + 16) * height);
        int side = height / 4;
        byte[] row = new byte[width];
        for (int line = 0; line < height; line++) {
            Arrays.fill(row, (byte) luma);
            if (line >= side && line < 2 * side) {
                for (int i = 0; i < side; i++) {
                    row[(x + i) % width] = (byte) (255 - luma);
                }
            }
            y.put(line * (width + 16), row);
        }
        return new TestPicture(nanos, width, height, 0, y, chroma(width, height, 120), chroma(width, height, 135));
    }

    static ByteBuffer chroma(int width, int height, int value) {
        ByteBuffer plane = ByteBuffer.allocateDirect(((width + 1) / 2 + 16) * ((height + 1) / 2));
        for (int i = 0; i < plane.capacity(); i++) {
            plane.put(i, (byte) value);
        }
        return plane;
    }

    @Override
    public long presentationNanos() {
        return nanos;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int rotation() {
        return rotation;
    }

    @Override
    public ByteBuffer y() {
        return y;
    }

    @Override
    public ByteBuffer u() {
        return u;
    }

    @Override
    public ByteBuffer v() {
        return v;
    }

    @Override
    public int strideY() {
        return strideY;
    }

    @Override
    public int strideU() {
        return strideC;
    }

    @Override
    public int strideV() {
        return strideC;
    }

    @Override
    public VideoPicture retain() {
        holds.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        int left = holds.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("closed twice");
        }
        if (left == 0) {
            OPEN.decrementAndGet();
        }
    }
}
