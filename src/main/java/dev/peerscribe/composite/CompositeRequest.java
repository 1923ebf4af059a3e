package dev.peerscribe.composite;

import dev.peerscribe.stage.Layout;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made of a recording.
 *
 * @param width of the picture; even
 * @param height of the picture; even
 * @param peer the only participant to be seen and heard, by the id that its files name; null for everybody
 */
public record CompositeRequest(
        Layout layout,
        int width,
        int height,
        CompositeFormat format,
        @Nullable String peer) {
    public static final int LEAST_WIDTH = 160;
    public static final int LEAST_HEIGHT = 90;
    public static final int MOST_WIDTH = 1920;
    public static final int MOST_HEIGHT = 1080;

    /** Of everybody. */
    public CompositeRequest(Layout layout, int width, int height, CompositeFormat format) {
        this(layout, width, height, format, null);
    }

    /** Checks the size. */
    public CompositeRequest {
        if (!sizeAllowed(width, height)) {
            throw new IllegalArgumentException("size " + width + "x" + height);
        }
    }

    /** Whether pictures of that size are made. */
    public static boolean sizeAllowed(int width, int height) {
        return width >= LEAST_WIDTH
                && height >= LEAST_HEIGHT
                && width <= MOST_WIDTH
                && height <= MOST_HEIGHT
                && width % 2 == 0
                && height % 2 == 0;
    }
}
