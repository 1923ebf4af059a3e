package dev.peerscribe.codec;

/**
 * Reads the bits of a header, the most significant one of a byte first. Where there are none left it reads zeros and
 * {@link #failed} says so: a parser asks once, when it is through. Owned by one thread.
 */
final class BitReader {
    private final FrameBuffer data;
    private final int begin;
    private final int end;
    private final boolean escaped;

    private int at;
    /** The bit of the byte at {@code at} that comes next, 7 the first. */
    private int bit = 7;

    private int zeros;
    private boolean failed;

    private BitReader(FrameBuffer data, int from, int end, boolean escaped) {
        this.data = data;
        this.begin = from;
        this.at = from;
        this.end = end;
        this.escaped = escaped;
    }

    /** Of bytes as they are. */
    static BitReader of(FrameBuffer data, int from, int end) {
        return new BitReader(data, from, end, false);
    }

    /** Of a NAL unit, leaving out the bytes that prevent the emulation of start codes (ITU-T H.264 §7.4.1). */
    static BitReader ofNalUnit(FrameBuffer data, int from, int end) {
        return new BitReader(data, from, end, true);
    }

    /** Whether more was read than there is, or a number was larger than any may be. */
    boolean failed() {
        return failed;
    }

    /** How many bits were read of {@link #of bytes as they are}. */
    int position() {
        return 8 * (at - begin) + 7 - bit;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** The next {@code count} bits, 31 at most. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 1) | next();
        }
        return value;
    }

    /** Leaves bits out. */
    void skip(int count) {
        for (int i = 0; i < count && !failed; i++) {
            next();
        }
    }

    /** An unsigned Exp-Golomb number below 2³² - 1 (ITU-T H.264 §9.1); {@code uvlc()} of AV1 §4.10.3 is the same. */
    long exponential() {
        int leading = 0;
        while (!failed && next() == 0) {
            leading++;
            if (leading > 31) {
                failed = true;
            }
        }
        return failed ? 0 : (1L << leading) - 1 + bits(leading);
    }

    /** An Exp-Golomb number that must not be larger than {@code largest}; 0 where it is. */
    int exponential(int largest) {
        long value = exponential();
        if (value > largest) {
            failed = true;
            return 0;
        }
        return (int) value;
    }

    /** A signed Exp-Golomb number (ITU-T H.264 §9.1.1). */
    long signedExponential() {
        long value = exponential();
        return (value & 1) == 0 ? -(value >> 1) : (value + 1) >> 1;
    }

    private int next() {
        if (bit == 7 && escaped && zeros >= 2 && at < end && data.at(at) == 3) {
            at++;
            zeros = 0;
        }
        if (at >= end) {
            failed = true;
            return 0;
        }
        int value = data.at(at);
        int next = (value >> bit) & 1;
        if (bit == 0) {
            zeros = value == 0 ? zeros + 1 : 0;
            at++;
            bit = 7;
        } else {
            bit--;
        }
        return next;
    }
}
