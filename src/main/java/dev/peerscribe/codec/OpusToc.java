package dev.peerscribe.codec;

import java.nio.ByteBuffer;

/** What an Opus packet says of itself without being decoded (RFC 6716 §3.1 and §3.2). */
public final class OpusToc {
    /** The longest packet, 120 ms. */
    public static final int LONGEST = 5760;

    private static final int LONGEST_FRAME = 1275;

    private OpusToc() {}

    /**
     * How long a packet sounds, in samples of 48 kHz, at most {@link #LONGEST}; 0 where it breaks a rule of RFC 6716
     * §3.4.
     */
    public static int samples(FrameBuffer packet) {
        return samples(packet.view());
    }

    /** As {@link #samples(FrameBuffer)}, of the bytes from position to limit. */
    public static int samples(ByteBuffer packet) {
        int size = packet.remaining();
        if (size == 0) {
            return 0;
        }
        int toc = at(packet, 0);
        int frames = switch (toc & 3) {
            case 0 -> size - 1 <= LONGEST_FRAME ? 1 : 0;
            case 1 -> size % 2 == 1 && (size - 1) / 2 <= LONGEST_FRAME ? 2 : 0;
            case 2 -> twoSizes(packet) ? 2 : 0;
            default -> manyFrames(packet);
        };
        int samples = frames * frameSamples(toc >> 3);
        return samples <= LONGEST ? samples : 0;
    }

    /** How long a frame of a configuration is (RFC 6716 §3.1, table 2), in samples of 48 kHz. */
    private static int frameSamples(int configuration) {
        if (configuration < 12) { // SILK: 10, 20, 40, 60 ms
            int step = configuration & 3;
            return step == 3 ? 2880 : 480 << step;
        }
        if (configuration < 16) { // hybrid: 10, 20 ms
            return 480 << (configuration & 1);
        }
        return 120 << (configuration & 3); // CELT: 2.5, 5, 10, 20 ms
    }

    /** Code 2: the size of the first frame, then both (RFC 6716 §3.2.4). */
    private static boolean twoSizes(ByteBuffer packet) {
        int first = frameSize(packet, 1, packet.remaining());
        if (first < 0) {
            return false;
        }
        int second = packet.remaining() - 1 - sizeBytes(first) - first;
        return second >= 0 && second <= LONGEST_FRAME;
    }

    /** Code 3: a count, padding, sizes (RFC 6716 §3.2.5); how many frames, 0 where they do not fit. */
    private static int manyFrames(ByteBuffer packet) {
        if (packet.remaining() < 2) {
            return 0;
        }
        int head = at(packet, 1);
        int frames = head & 0x3f;
        int at = 2;
        int end = packet.remaining();
        if ((head & 0x40) != 0) {
            int more;
            do {
                if (at >= end) {
                    return 0;
                }
                more = at(packet, at++);
                end -= more == 255 ? 254 : more;
            } while (more == 255);
        }
        if (frames == 0 || at > end) {
            return 0;
        }
        if ((head & 0x80) == 0) {
            int each = (end - at) / frames;
            return each * frames == end - at && each <= LONGEST_FRAME ? frames : 0;
        }
        int known = 0;
        for (int i = 1; i < frames; i++) {
            int size = frameSize(packet, at, end);
            if (size < 0) {
                return 0;
            }
            at += sizeBytes(size);
            known += size;
        }
        int last = end - at - known;
        return last >= 0 && last <= LONGEST_FRAME ? frames : 0;
    }

    /** A size of one or two bytes (RFC 6716 §3.2.1); -1 where it is cut off. */
    private static int frameSize(ByteBuffer packet, int at, int end) {
        if (at >= end) {
            return -1;
        }
        int first = at(packet, at);
        if (first < 252) {
            return first;
        }
        return at + 1 < end ? 4 * at(packet, at + 1) + first : -1;
    }

    private static int sizeBytes(int size) {
        return size < 252 ? 1 : 2;
    }

    private static int at(ByteBuffer packet, int index) {
        return packet.get(packet.position() + index) & 0xff;
    }
}
