package dev.peerscribe.composite;

import dev.peerscribe.stage.Layout;

/**
 * What is to be made of a recording.
 *
 * @param width of the picture; even
 * @param height of the picture; even
 */
public record CompositeRequest(Layout layout, int width, int height, CompositeFormat format) {
    public static final int LEAST_WIDTH = 160;
    public static final int LEAST_HEIGHT = 90;
    public static final int MOST_WIDTH = 1920;
    public static final int MOST_HEIGHT = 1080;

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
