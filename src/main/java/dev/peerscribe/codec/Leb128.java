package dev.peerscribe.codec;

/**
 * Numbers of seven bits a byte, the lowest first (AV1 bitstream specification §4.10.5), up to {@link
 * FrameBufferPool#LARGEST}.
 */
final class Leb128 {
    private static final int MORE = 0x80;
    private static final int LONGEST = 8;

    /** What was read last, and how many bytes it took. Owned by the thread that reads. */
    private int value;

    private int bytes;

    /** Reads a number; false where it is cut off or larger than any size here may be. */
    boolean read(byte[] from, int at, int end) {
        begin();
        boolean more = true;
        while (more && at + bytes < end && bytes < LONGEST) {
            more = take(from[at + bytes]);
        }
        return !more && value >= 0;
    }

    /** As {@link #read(byte[], int, int)}. */
    boolean read(FrameBuffer from, int at, int end) {
        begin();
        boolean more = true;
        while (more && at + bytes < end && bytes < LONGEST) {
            more = take(from.at(at + bytes));
        }
        return !more && value >= 0;
    }

    int value() {
        return value;
    }

    int bytes() {
        return bytes;
    }

    private void begin() {
        value = 0;
        bytes = 0;
    }

    /** Takes the next byte; whether another one follows. */
    private boolean take(int next) {
        long sum = value + ((next & 0x7fL) << (7 * bytes));
        value = value < 0 || sum > FrameBufferPool.LARGEST ? -1 : (int) sum;
        bytes++;
        return (next & MORE) != 0;
    }

    /** Makes room for a number before {@code at} and writes it, as short as can be; false where there is no room. */
    static boolean insert(FrameBuffer into, int at, int number) {
        int bytes = Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
        if (!into.insert(at, bytes)) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            into.set(at + i, ((number >> (7 * i)) & 0x7f) | (i < bytes - 1 ? MORE : 0));
        }
        return true;
    }
}
