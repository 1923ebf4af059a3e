package dev.peerscribe.hostile;

import java.util.Arrays;
import java.util.Random;

/** Bytes that change. */
final class Bytes {
    /** Where headers are, at which most changes aim. */
    private static final int HEADERS = 48;

    private Bytes() {}

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The same bytes with {@code most} of them changed at most, one at least, most often near the beginning from {@code from} on. */
    static byte[] changed(Random random, byte[] bytes, int from, int most) {
        byte[] changed = bytes.clone();
        if (from >= bytes.length) {
            return changed;
        }
        int room = bytes.length - from;
        for (int i = random.nextInt(most); i >= 0; i--) {
            int at = from + random.nextInt(random.nextInt(3) == 0 ? room : Math.min(room, HEADERS));
            int bit = 1 << random.nextInt(8);
            changed[at] = (byte) (random.nextBoolean() ? changed[at] ^ bit : random.nextInt(256));
        }
        return changed;
    }

    /** The same bytes without their end, or with another behind them. */
    static byte[] otherLength(Random random, byte[] bytes) {
        if (random.nextBoolean()) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        for (int i = bytes.length; i < longer.length; i++) {
            longer[i] = (byte) random.nextInt(256);
        }
        return longer;
    }

    static void put16(byte[] into, int at, int value) {
        into[at] = (byte) (value >> 8);
        into[at + 1] = (byte) value;
    }

    static void put32(byte[] into, int at, int value) {
        put16(into, at, value >> 16);
        put16(into, at + 2, value);
    }
}
