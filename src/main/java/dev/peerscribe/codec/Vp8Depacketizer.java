package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/** RFC 7741: a payload descriptor, then a piece of the frame. */
final class Vp8Depacketizer extends FrameDepacketizer {
    /** The frame tag of every frame, in bytes (RFC 6386 §9.1). */
    private static final int FRAME_TAG = 3;

    /** The same with the start code and the size that key frames have. */
    private static final int KEY_FRAME_HEADER = 10;

    private static final int EXTENDED = 0x80;
    private static final int NON_REFERENCE = 0x20;
    private static final int START_OF_PARTITION = 0x10;
    private static final int PARTITION = 0x07;

    private boolean begun;
    private boolean referenced;
    private boolean key;
    private int width;
    private int height;

    Vp8Depacketizer(FrameBufferPool pool, Output output) {
        super(pool, output);
    }

    @Override
    void reset() {
        begun = false;
        referenced = false;
    }

    @Override
    @Nullable
    BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to) {
        int first = packet[from] & 0xff;
        int payload = payload(packet, from, to);
        if (payload >= to) {
            return BrokenFrame.MALFORMED;
        }
        boolean start = (first & START_OF_PARTITION) != 0 && (first & PARTITION) == 0;
        if (start == begun) {
            return begun ? BrokenFrame.MALFORMED : BrokenFrame.LOSS;
        }
        begun = true;
        referenced |= (first & NON_REFERENCE) == 0;
        return data.append(packet, payload, to - payload) ? null : BrokenFrame.TOO_LARGE;
    }

    /** Where the payload begins after its descriptor (RFC 7741 §4.2); {@code to} or beyond where it does not. */
    private static int payload(byte[] packet, int from, int to) {
        int at = from + 1;
        if ((packet[from] & EXTENDED) == 0) {
            return at;
        }
        if (at >= to) {
            return to;
        }
        int extension = packet[at++] & 0xff;
        if ((extension & 0x80) != 0) { // PictureID, 7 or 15 bits
            if (at >= to) {
                return to;
            }
            at += (packet[at] & 0x80) != 0 ? 2 : 1;
        }
        if ((extension & 0x40) != 0) { // TL0PICIDX
            at++;
        }
        if ((extension & 0x30) != 0) { // TID, Y, KEYIDX
            at++;
        }
        return at;
    }

    @Override
    @Nullable
    BrokenFrame complete(FrameBuffer data) {
        if (data.size() < FRAME_TAG) {
            return BrokenFrame.MALFORMED;
        }
        key = (data.at(0) & 1) == 0;
        if (!key) {
            return null;
        }
        if (data.size() < KEY_FRAME_HEADER || data.at(3) != 0x9d || data.at(4) != 0x01 || data.at(5) != 0x2a) {
            return BrokenFrame.MALFORMED;
        }
        // the upper two bits say how to scale what is shown, and nobody does
        int across = (data.at(6) | (data.at(7) << 8)) & 0x3fff;
        int down = (data.at(8) | (data.at(9) << 8)) & 0x3fff;
        if (across == 0 || down == 0) {
            return BrokenFrame.MALFORMED;
        }
        width = across;
        height = down;
        return null;
    }

    @Override
    AssembledFrame assembled(FrameBuffer data, long timestamp) {
        return new AssembledFrame(data, timestamp, key, width, height, referenced, null);
    }
}
