package dev.peerscribe.embedded;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A guest's moving picture (I420): its name, a running clock, a ball on its way, and a white flash in the first 100 ms
 * of each second. Owned by the guest's thread.
 */
final class GuestPicture {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FLASH = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte WHITE = (byte) 235;
    private static final byte INK = (byte) 210;
    private static final byte BLACK = 16;
    private static final byte GREY = (byte) 128;
    private static final int CLOCK_CHARACTERS = "00:00:00.000".length();
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final int width;
    private final int height;
    private final String name;
    private final byte[] background;
    private final byte[] luma;
    private final byte[] blue;
    private final byte[] red;
    private final byte[] grey;

    GuestPicture(int width, int height, String name) {
        this.width = width;
        this.height = height;
        this.name = name;
        this.background = new byte[width * height];
        this.luma = new byte[width * height];
        int chroma = width / 2 * (height / 2);
        this.blue = new byte[chroma];
        this.red = new byte[chroma];
        this.grey = new byte[chroma];
        for (int y = 0; y < height; y++) {
            Arrays.fill(background, y * width, (y + 1) * width, (byte) (38 + 40 * y / height));
        }
        // a colour of its own for every name
        double hue = Math.floorMod(name.hashCode(), 360) * Math.PI / 180;
        Arrays.fill(blue, (byte) Math.round(128 + 28 * Math.cos(hue)));
        Arrays.fill(red, (byte) Math.round(128 + 28 * Math.sin(hue)));
        Arrays.fill(grey, GREY);
    }

    /** Whether sound and picture mark this moment. */
    static boolean marks(long epochNanos) {
        return Math.floorMod(epochNanos, SECOND) < FLASH;
    }

    /** Draws the picture of one moment into the planes of a native picture. */
    void draw(long epochNanos, Plane y, Plane u, Plane v) {
        boolean flash = marks(epochNanos);
        if (flash) {
            Arrays.fill(luma, WHITE);
        } else {
            System.arraycopy(background, 0, luma, 0, luma.length);
            ball(epochNanos);
        }
        byte ink = flash ? BLACK : INK;
        int scale = Math.max(1, width / (PixelFont.ADVANCE * CLOCK_CHARACTERS + 8));
        int left = (width - scale * PixelFont.ADVANCE * CLOCK_CHARACTERS) / 2;
        PixelFont.draw(clock(epochNanos), luma, width, left, (height - scale * PixelFont.HEIGHT) / 2, scale, ink);
        int small = Math.max(1, scale / 2);
        PixelFont.draw(name, luma, width, 4 * small, height - (PixelFont.HEIGHT + 6) * small, small, ink);
        progress(Math.floorMod(epochNanos, SECOND), ink);
        y.put(luma, width, height);
        u.put(flash ? grey : blue, width / 2, height / 2);
        v.put(flash ? grey : red, width / 2, height / 2);
    }

    private static String clock(long epochNanos) {
        return CLOCK.format(Instant.ofEpochSecond(0, epochNanos));
    }

    private void ball(long epochNanos) {
        double turn = Math.floorMod(epochNanos, 6 * SECOND) / (double) (6 * SECOND) * 2 * Math.PI;
        int radius = height / 10;
        int centerX = (int) (width / 2.0 + (width / 2.0 - 2 * radius) * Math.sin(turn));
        int centerY = (int) (height / 2.0 + (height / 2.0 - 2 * radius) * Math.cos(2 * turn));
        for (int dy = -radius; dy <= radius; dy++) {
            int half = (int) Math.sqrt(radius * radius - dy * dy);
            int at = (centerY + dy) * width + centerX;
            Arrays.fill(luma, at - half, at + half, (byte) 120);
        }
    }

    private void progress(long inSecond, byte ink) {
        int bar = Math.max(2, height / 60);
        int length = (int) (width * inSecond / SECOND);
        for (int line = height - bar; line < height; line++) {
            Arrays.fill(luma, line * width, line * width + length, ink);
        }
    }

    /** A plane of a native picture. */
    record Plane(ByteBuffer buffer, int stride) {
        void put(byte[] pixels, int width, int height) {
            for (int row = 0; row < height; row++) {
                buffer.put(row * stride, pixels, row * width, width);
            }
        }
    }
}
