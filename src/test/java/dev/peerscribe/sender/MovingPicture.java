package dev.peerscribe.sender;

import java.util.SplittableRandom;

/** A scene that moves, with a square moving the other way and the noise of a camera: worth its bits to any encoder. */
public final class MovingPicture {
    /** Rows of noise, each longer than a picture is wide; which one a line takes changes from picture to picture. */
    private static final int NOISE = 1 << 16;

    private final int width;
    private final int height;
    private final byte[] noise = new byte[NOISE];
    private final SplittableRandom random = new SplittableRandom(7);

    public MovingPicture(int width, int height) {
        this.width = width;
        this.height = height;
        for (int i = 0; i < NOISE; i++) {
            noise[i] = (byte) (random.nextInt(7) - 3);
        }
    }

    /** The luma of a picture, line by line. */
    public byte[] luma(int number) {
        byte[] luma = new byte[width * height];
        int[] across = new int[width];
        for (int x = 0; x < width; x++) {
            across[x] = (int) (50 * Math.sin((x + 3 * number) / 37.0));
        }
        int side = height / 4;
        int left = Math.floorMod(width - 5 * number, width);
        for (int y = 0; y < height; y++) {
            int base = 118 + (int) (40 * Math.cos((y + number) / 23.0));
            int grain = random.nextInt(NOISE - width);
            boolean square = y > side && y < 2 * side;
            for (int x = 0; x < width; x++) {
                int value = square && x >= left && x < left + side ? 220 : base + across[x];
                luma[y * width + x] = (byte) (value + noise[grain + x]);
            }
        }
        return luma;
    }

    /** Either plane of a picture's colors, line by line. */
    public byte[] chroma(int number, int plane) {
        int columns = (width + 1) / 2;
        byte[] chroma = new byte[columns * ((height + 1) / 2)];
        for (int i = 0; i < chroma.length; i++) {
            chroma[i] = (byte) (plane == 0 ? 120 + (i % columns + number) % 16 : 135 - (i / columns + number) % 16);
        }
        return chroma;
    }
}
