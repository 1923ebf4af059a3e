package dev.peerscribe.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_plane;

import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Copies a picture's planes, upright, into the memory of an encoder's frame. */
public final class PictureCopy {
    /** What VP8 can say in a key frame (RFC 6386, section 9.1). */
    public static final int LARGEST_SIDE = 16_383;

    private PictureCopy() {}

    /** Across, when the picture stands upright. */
    public static int uprightWidth(VideoPicture picture) {
        return turned(picture) ? picture.height() : picture.width();
    }

    /** Down, when the picture stands upright. */
    public static int uprightHeight(VideoPicture picture) {
        return turned(picture) ? picture.width() : picture.height();
    }

    /** Whether the planes hold what the sizes promise: native code does not ask. */
    public static boolean sound(VideoPicture picture) {
        int width = picture.width();
        int height = picture.height();
        return width >= 2
                && height >= 2
                && width <= LARGEST_SIDE
                && height <= LARGEST_SIDE
                && holds(picture.y(), picture.strideY(), width, height)
                && holds(picture.u(), picture.strideU(), (width + 1) / 2, (height + 1) / 2)
                && holds(picture.v(), picture.strideV(), (width + 1) / 2, (height + 1) / 2);
    }

    /** Memory that the picture holds. */
    public static long bytes(VideoPicture picture) {
        long chromaRows = (picture.height() + 1L) / 2;
        return (long) picture.strideY() * picture.height()
                + picture.strideU() * chromaRows
                + picture.strideV() * chromaRows;
    }

    /** Copies; the frame may be smaller than the picture, never larger. */
    public static void copy(VideoPicture picture, AVFrame into) {
        plane(picture, picture.y(), picture.strideY(), into, 0);
        plane(picture, picture.u(), picture.strideU(), into, 1);
        plane(picture, picture.v(), picture.strideV(), into, 2);
    }

    private static void plane(VideoPicture picture, ByteBuffer from, int stride, AVFrame into, int index) {
        int width = side(into.width(), index);
        int height = side(into.height(), index);
        int fromWidth = side(picture.width(), index);
        int fromHeight = side(picture.height(), index);
        int rotation = Math.floorMod(picture.rotation(), 360);
        int intoStride = into.linesize(index);
        BytePointer target = into.data(index);
        if (rotation == 0) {
            av_image_copy_plane(target, intoStride, new BytePointer(from), stride, width, height);
            return;
        }
        ByteBuffer rows =
                target.capacity((long) intoStride * height).position(0).asByteBuffer();
        int base = from.position();
        for (int y = 0; y < height; y++) {
            int row = y * intoStride;
            switch (rotation) {
                case 90 -> {
                    for (int x = 0; x < width; x++) {
                        rows.put(row + x, from.get(base + (fromHeight - 1 - x) * stride + y));
                    }
                }
                case 180 -> {
                    int last = base + (fromHeight - 1 - y) * stride + fromWidth - 1;
                    for (int x = 0; x < width; x++) {
                        rows.put(row + x, from.get(last - x));
                    }
                }
                default -> {
                    for (int x = 0; x < width; x++) {
                        rows.put(row + x, from.get(base + x * stride + fromWidth - 1 - y));
                    }
                }
            }
        }
    }

    /** The planes of colour have half the size, rounded up. */
    private static int side(int luma, int index) {
        return index == 0 ? luma : (luma + 1) / 2;
    }

    private static boolean turned(VideoPicture picture) {
        return Math.floorMod(picture.rotation(), 180) == 90;
    }

    private static boolean holds(ByteBuffer plane, int stride, int width, int height) {
        return plane.isDirect() && stride >= width && plane.remaining() >= (long) stride * (height - 1) + width;
    }
}
