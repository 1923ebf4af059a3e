package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_plane;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Work on the planes of pictures in YUV 4:2:0, of which both ends are ours: sizes are checked before. */
final class Planes {
    private Planes() {}

    /** Fills a part of a picture with a shade of grey. */
    static void fill(AVFrame frame, Tiling.Place place, int luma) {
        for (int plane = 0; plane < 3; plane++) {
            int shift = plane == 0 ? 0 : 1;
            byte[] row = new byte[place.width() >> shift];
            Arrays.fill(row, (byte) (plane == 0 ? luma : 128));
            for (int y = 0; y < place.height() >> shift; y++) {
                at(frame, plane, place.x() >> shift, (place.y() >> shift) + y).put(row);
            }
        }
    }

    /** Copies a whole picture into another one, which holds it: x and y are even. */
    static void copy(AVFrame from, AVFrame into, int x, int y) {
        int width = Math.min(from.width(), into.width() - x);
        int height = Math.min(from.height(), into.height() - y);
        for (int plane = 0; plane < 3 && width > 0 && height > 0; plane++) {
            int shift = plane == 0 ? 0 : 1;
            av_image_copy_plane(
                    at(into, plane, x >> shift, y >> shift),
                    into.linesize(plane),
                    from.data(plane),
                    from.linesize(plane),
                    width >> shift,
                    height >> shift);
        }
    }

    /** Turns a picture clockwise into one that has the right size for it; both sizes are even. */
    static void turn(AVFrame from, AVFrame into, int degrees) {
        for (int plane = 0; plane < 3; plane++) {
            int shift = plane == 0 ? 0 : 1;
            int width = from.width() >> shift;
            int height = from.height() >> shift;
            byte[][] rows = new byte[height][width];
            for (int y = 0; y < height; y++) {
                at(from, plane, 0, y).get(rows[y]);
            }
            byte[] row = new byte[into.width() >> shift];
            for (int y = 0; y < into.height() >> shift; y++) {
                for (int x = 0; x < row.length; x++) {
                    row[x] = switch (degrees) {
                        case 90 -> rows[height - 1 - x][y];
                        case 180 -> rows[height - 1 - y][width - 1 - x];
                        default -> rows[x][width - 1 - y];
                    };
                }
                at(into, plane, 0, y).put(row);
            }
        }
    }

    /** Puts an image into a picture of the same, even size (BT.601). */
    static void put(BufferedImage image, AVFrame into) {
        int width = image.getWidth();
        byte[] luma = new byte[width];
        byte[] blue = new byte[width / 2];
        byte[] red = new byte[width / 2];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                int r = (rgb >> 16) & 255;
                int g = (rgb >> 8) & 255;
                int b = rgb & 255;
                luma[x] = (byte) (16 + ((66 * r + 129 * g + 25 * b + 128) >> 8));
                if (x % 2 == 0 && x / 2 < blue.length) {
                    blue[x / 2] = (byte) (128 + ((-38 * r - 74 * g + 112 * b + 128) >> 8));
                    red[x / 2] = (byte) (128 + ((112 * r - 94 * g - 18 * b + 128) >> 8));
                }
            }
            at(into, 0, 0, y).put(luma);
            if (y % 2 == 0) {
                at(into, 1, 0, y / 2).put(blue);
                at(into, 2, 0, y / 2).put(red);
            }
        }
    }

    private static BytePointer at(AVFrame frame, int plane, int x, int y) {
        return frame.data(plane).position((long) y * frame.linesize(plane) + x);
    }
}
