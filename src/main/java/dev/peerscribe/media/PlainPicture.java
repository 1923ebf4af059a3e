package dev.peerscribe.media;

import java.nio.ByteBuffer;

/**
 * A picture of the agent's own making, upright, in memory that goes with the last reference to it: closing gives nothing
 * back, so holders may share it. Nobody writes to its planes any more.
 *
 * @param presentationNanos see {@link MediaFrame#presentationNanos()}
 * @param width pixels across
 * @param height pixels down
 * @param y luma, direct, {@code width} bytes a row
 * @param u blue difference, direct, half of {@code width} rounded up a row
 * @param v red difference, as {@code u}
 */
public record PlainPicture(long presentationNanos, int width, int height, ByteBuffer y, ByteBuffer u, ByteBuffer v)
        implements VideoPicture {
    /** Native code that fills a plane may write some bytes beyond its end. */
    private static final int SLACK = 64;

    /** A black one. */
    public static PlainPicture black(int width, int height) {
        int chroma = (width + 1) / 2 * ((height + 1) / 2);
        PlainPicture picture = new PlainPicture(0, width, height, plane(width * height), plane(chroma), plane(chroma));
        fill(picture.y, 16);
        fill(picture.u, 128);
        fill(picture.v, 128);
        return picture;
    }

    /** The same picture at another time. */
    public PlainPicture at(long nanos) {
        return new PlainPicture(nanos, width, height, y, u, v);
    }

    @Override
    public int rotation() {
        return 0;
    }

    @Override
    public int strideY() {
        return width;
    }

    @Override
    public int strideU() {
        return (width + 1) / 2;
    }

    @Override
    public int strideV() {
        return (width + 1) / 2;
    }

    @Override
    public VideoPicture retain() {
        return this;
    }

    @Override
    public void close() {
        // lives on the heap
    }

    private static ByteBuffer plane(int bytes) {
        return ByteBuffer.allocateDirect(bytes + SLACK).slice(0, bytes);
    }

    private static void fill(ByteBuffer plane, int value) {
        for (int i = 0; i < plane.capacity(); i++) {
            plane.put(i, (byte) value);
        }
    }
}
