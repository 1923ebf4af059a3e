package dev.peerscribe.embedded;

import java.util.Arrays;
import java.util.Locale;

/** Capital letters, digits and some signs, five by seven dots each: needs no font files, which bare machines lack. */
final class PixelFont {
    /** Dots from one character's left edge to the next one's. */
    static final int ADVANCE = 6;
    /** Dots of a character's height. */
    static final int HEIGHT = 7;

    private static final int WIDTH = 5;
    private static final String CHARACTERS = " 0123456789:.-,!?ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    /** Seven rows of five bits each, the leftmost dot in the highest bit. */
    private static final int[][] ROWS = {
        {0, 0, 0, 0, 0, 0, 0},
        {14, 17, 19, 21, 25, 17, 14},
        {4, 12, 4, 4, 4, 4, 14},
        {14, 17, 1, 2, 4, 8, 31},
        {31, 2, 4, 2, 1, 17, 14},
        {2, 6, 10, 18, 31, 2, 2},
        {31, 16, 30, 1, 1, 17, 14},
        {6, 8, 16, 30, 17, 17, 14},
        {31, 1, 2, 4, 8, 8, 8},
        {14, 17, 17, 14, 17, 17, 14},
        {14, 17, 17, 15, 1, 2, 12},
        {0, 12, 12, 0, 12, 12, 0},
        {0, 0, 0, 0, 0, 12, 12},
        {0, 0, 0, 31, 0, 0, 0},
        {0, 0, 0, 0, 12, 4, 8},
        {4, 4, 4, 4, 4, 0, 4},
        {14, 17, 1, 2, 4, 0, 4},
        {14, 17, 17, 17, 31, 17, 17},
        {30, 17, 17, 30, 17, 17, 30},
        {14, 17, 16, 16, 16, 17, 14},
        {28, 18, 17, 17, 17, 18, 28},
        {31, 16, 16, 30, 16, 16, 31},
        {31, 16, 16, 30, 16, 16, 16},
        {14, 17, 16, 23, 17, 17, 15},
        {17, 17, 17, 31, 17, 17, 17},
        {14, 4, 4, 4, 4, 4, 14},
        {7, 2, 2, 2, 2, 18, 12},
        {17, 18, 20, 24, 20, 18, 17},
        {16, 16, 16, 16, 16, 16, 31},
        {17, 27, 21, 21, 17, 17, 17},
        {17, 17, 25, 21, 19, 17, 17},
        {14, 17, 17, 17, 17, 17, 14},
        {30, 17, 17, 30, 16, 16, 16},
        {14, 17, 17, 17, 21, 18, 13},
        {30, 17, 17, 30, 20, 18, 17},
        {15, 16, 16, 14, 1, 1, 30},
        {31, 4, 4, 4, 4, 4, 4},
        {17, 17, 17, 17, 17, 17, 14},
        {17, 17, 17, 17, 17, 10, 4},
        {17, 17, 17, 21, 21, 21, 10},
        {17, 17, 10, 4, 10, 17, 17},
        {17, 17, 17, 10, 4, 4, 4},
        {31, 1, 2, 4, 8, 16, 31},
    };

    private PixelFont() {}

    /** Draws text into a plane of bytes, each dot {@code scale} pixels wide and high; what does not fit is left out. */
    static void draw(String text, byte[] plane, int stride, int x, int y, int scale, byte value) {
        String capitals = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < capitals.length(); i++) {
            int known = CHARACTERS.indexOf(capitals.charAt(i));
            int[] rows = ROWS[known >= 0 ? known : CHARACTERS.indexOf('?')];
            for (int row = 0; row < HEIGHT; row++) {
                for (int column = 0; column < WIDTH; column++) {
                    if ((rows[row] >> (WIDTH - 1 - column) & 1) != 0) {
                        dot(plane, stride, x + (i * ADVANCE + column) * scale, y + row * scale, scale, value);
                    }
                }
            }
        }
    }

    private static void dot(byte[] plane, int stride, int x, int y, int scale, byte value) {
        if (x < 0 || x + scale > stride) {
            return;
        }
        for (int line = y; line < y + scale; line++) {
            int at = line * stride + x;
            if (line >= 0 && at + scale <= plane.length) {
                Arrays.fill(plane, at, at + scale, value);
            }
        }
    }
}
