package dev.peerscribe.codec;

import java.io.ByteArrayOutputStream;

/** Writes headers bit by bit. */
final class BitWriter {
    private final StringBuilder bits = new StringBuilder();

    BitWriter bits(int count, long value) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append((value >> i) & 1);
        }
        return this;
    }

    BitWriter flag(boolean value) {
        return bits(1, value ? 1 : 0);
    }

    /** Exp-Golomb. */
    BitWriter exponential(long value) {
        int length = 64 - Long.numberOfLeadingZeros(value + 1);
        return bits(length - 1, 0).bits(length, value + 1);
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < bits.length(); at += 8) {
            String next = bits.substring(at, Math.min(at + 8, bits.length()));
            bytes.write(Integer.parseInt(next, 2) << (8 - next.length()));
        }
        return bytes.toByteArray();
    }

    /** The same with what prevents the emulation of start codes (ITU-T H.264 §7.4.1). */
    byte[] escaped() {
        ByteArrayOutputStream escaped = new ByteArrayOutputStream();
        int zeros = 0;
        for (byte next : bytes()) {
            if (zeros == 2 && (next & 0xff) <= 3) {
                escaped.write(3);
                zeros = 0;
            }
            zeros = next == 0 ? zeros + 1 : 0;
            escaped.write(next);
        }
        return escaped.toByteArray();
    }

    /** A buffer with bytes in it, out of a pool of its own. */
    static FrameBuffer buffer(byte[] bytes) {
        FrameBuffer buffer = new FrameBufferPool().get(bytes.length);
        buffer.append(bytes, 0, bytes.length);
        return buffer;
    }
}
