package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * RFC 6184, packetization modes 0 and 1: NAL units alone, several in one packet (STAP-A), one in several packets
 * (FU-A). The interleaved mode, which no answer of ours agrees to, is malformed.
 *
 * <p>No packet says that it is the first one of its frame. After a gap a frame is taken to begin with its beginning
 * where its first slice is that of the first macroblock and, for an IDR picture, where the parameter sets that the IDR
 * picture before came with are there. What cannot be known is whether supplemental information went missing before
 * them.
 */
final class H264Depacketizer extends FrameDepacketizer {
    /** The most NAL units in a frame: a frame of the largest size in slices of one packet each. */
    static final int MOST_UNITS = 4096;

    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SUPPLEMENT = 6;
    private static final int SEQUENCE_SET = 7;
    private static final int PICTURE_SET = 8;
    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int STAP_B = 25;
    private static final int MTAP_24 = 27;
    private static final int FU_A = 28;
    private static final int FU_B = 29;

    private static final int START_CODE = 4;
    private static final int FORBIDDEN = 0x80;
    private static final int IMPORTANCE = 0x60;
    private static final int TYPE = 0x1f;
    private static final int FIRST_FRAGMENT = 0x80;
    private static final int LAST_FRAGMENT = 0x40;

    private static final int RECOVERY_POINT = 6;

    /** A recovery point is looked for in so many bytes of supplemental information. */
    private static final int LONGEST_LOOK = 1024;

    private final H264ParameterSets sets = new H264ParameterSets();
    /** Whether parameter sets came with the IDR picture before; taken for so until there was one. */
    private boolean setsWithIdr = true;

    private int width;
    private int height;
    private boolean key;

    // of the frame begun
    private int units;
    private int unitAt;
    private boolean fragmented;
    private boolean slices;
    private boolean referenced;
    private boolean idr;
    private boolean recovery;

    H264Depacketizer(FrameBufferPool pool, Output output) {
        super(pool, output);
    }

    @Override
    void reset() {
        sets.reset();
        units = 0;
        fragmented = false;
        slices = false;
        referenced = false;
        idr = false;
        recovery = false;
    }

    /** Parameter sets or supplemental information may come with a marker of their own before the slices. */
    @Override
    boolean hasPicture() {
        return slices || fragmented;
    }

    @Override
    @Nullable
    BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to) {
        int header = packet[from] & 0xff;
        int type = header & TYPE;
        if ((header & FORBIDDEN) != 0) {
            return BrokenFrame.MALFORMED;
        }
        if (type == FU_A) {
            return addFragment(data, packet, from, to);
        }
        if (fragmented || type == FU_B || (type >= STAP_B && type <= MTAP_24)) {
            return BrokenFrame.MALFORMED;
        }
        if (type == STAP_A) {
            return addSeveral(data, packet, from + 1, to);
        }
        // others are reserved, to be ignored (RFC 6184 §5.2)
        return type >= SLICE && type <= LAST_SINGLE ? addUnit(data, packet, from, to) : null;
    }

    private @Nullable BrokenFrame addUnit(FrameBuffer data, byte[] packet, int from, int to) {
        BrokenFrame cause = beginUnit(data, packet[from] & 0xff);
        if (cause != null) {
            return cause;
        }
        return data.append(packet, from + 1, to - from - 1) ? endUnit(data) : BrokenFrame.TOO_LARGE;
    }

    /** RFC 6184 §5.7.1. */
    private @Nullable BrokenFrame addSeveral(FrameBuffer data, byte[] packet, int from, int to) {
        int at = from;
        do {
            if (to - at < 3) {
                return BrokenFrame.MALFORMED;
            }
            int unit = at + 2;
            int size = ((packet[at] & 0xff) << 8) | (packet[at + 1] & 0xff);
            if (size == 0 || size > to - unit || !isSingle(packet[unit])) {
                return BrokenFrame.MALFORMED;
            }
            BrokenFrame cause = addUnit(data, packet, unit, unit + size);
            if (cause != null) {
                return cause;
            }
            at = unit + size;
        } while (at < to);
        return null;
    }

    /** RFC 6184 §5.8. */
    private @Nullable BrokenFrame addFragment(FrameBuffer data, byte[] packet, int from, int to) {
        if (to - from < 2) {
            return BrokenFrame.MALFORMED;
        }
        int fragment = packet[from + 1] & 0xff;
        int header = (packet[from] & (FORBIDDEN | IMPORTANCE)) | (fragment & TYPE);
        boolean first = (fragment & FIRST_FRAGMENT) != 0;
        if (!first && !fragmented) {
            return units == 0 ? BrokenFrame.LOSS : BrokenFrame.MALFORMED;
        }
        if (first == fragmented || !isSingle((byte) header) || (!first && data.at(unitAt + START_CODE) != header)) {
            return BrokenFrame.MALFORMED;
        }
        if (first) {
            BrokenFrame cause = beginUnit(data, header);
            if (cause != null) {
                return cause;
            }
            fragmented = true;
        }
        if (!data.append(packet, from + 2, to - from - 2)) {
            return BrokenFrame.TOO_LARGE;
        }
        if ((fragment & LAST_FRAGMENT) != 0) {
            fragmented = false;
            return endUnit(data);
        }
        return null;
    }

    private static boolean isSingle(byte header) {
        int type = header & TYPE;
        return (header & FORBIDDEN) == 0 && type >= SLICE && type <= LAST_SINGLE;
    }

    private @Nullable BrokenFrame beginUnit(FrameBuffer data, int header) {
        unitAt = data.size();
        boolean room = ++units <= MOST_UNITS
                && data.append(0)
                && data.append(0)
                && data.append(0)
                && data.append(1)
                && data.append(header);
        return room ? null : BrokenFrame.TOO_LARGE;
    }

    private @Nullable BrokenFrame endUnit(FrameBuffer data) {
        int header = data.at(unitAt + START_CODE);
        int type = header & TYPE;
        return switch (type) {
            case SEQUENCE_SET, PICTURE_SET ->
                sets.note(type == SEQUENCE_SET, unitAt, data.size()) ? null : BrokenFrame.MALFORMED;
            case SUPPLEMENT -> {
                recovery |= sets.sequenceInFrame() && recovers(data, unitAt + START_CODE + 1);
                yield null;
            }
            default -> type <= IDR_SLICE ? slice(data, type, header) : null;
        };
    }

    private @Nullable BrokenFrame slice(FrameBuffer data, int type, int header) {
        int sliceHeader = unitAt + START_CODE + 1;
        if (sliceHeader == data.size()) {
            return BrokenFrame.MALFORMED;
        }
        // first_mb_in_slice is 0 where its Exp-Golomb code is the single bit 1
        boolean first = (data.at(sliceHeader) & 0x80) != 0;
        if (!slices && begunAfterGap() && !first) {
            return BrokenFrame.LOSS;
        }
        if (type == IDR_SLICE) {
            idr = true;
            if (begunAfterGap() && setsWithIdr && !sets.sequenceInFrame()) {
                return BrokenFrame.LOSS;
            }
        }
        slices = true;
        referenced |= (header & IMPORTANCE) != 0;
        return null;
    }

    /** Whether a supplement says that decoding can begin with its very picture (ITU-T H.264 annex D, recovery_frame_cnt). */
    private static boolean recovers(FrameBuffer data, int from) {
        BitReader bits = BitReader.ofNalUnit(data, from, Math.min(data.size(), from + LONGEST_LOOK));
        while (!bits.failed()) {
            int type = length(bits);
            int size = length(bits);
            if (type == RECOVERY_POINT) {
                return bits.exponential() == 0 && !bits.failed();
            }
            bits.skip(8 * size);
        }
        return false;
    }

    /** A number of bytes of 255 and a last one (ITU-T H.264 §7.3.2.3.1). */
    private static int length(BitReader bits) {
        int length = 0;
        int more;
        do {
            more = bits.bits(8);
            length += more;
        } while (more == 0xff);
        return length;
    }

    @Override
    @Nullable
    BrokenFrame complete(FrameBuffer data) {
        if (fragmented || !sets.take(data)) {
            return BrokenFrame.MALFORMED;
        }
        if (idr) {
            setsWithIdr = sets.sequenceInFrame();
        }
        H264Sps size = sets.size();
        key = (idr || recovery) && sets.configuration() != null && size != null;
        if (key && size != null) {
            width = size.width();
            height = size.height();
        }
        return null;
    }

    @Override
    AssembledFrame assembled(FrameBuffer data, long timestamp) {
        return new AssembledFrame(data, timestamp, key, width, height, referenced, sets.configuration());
    }
}
