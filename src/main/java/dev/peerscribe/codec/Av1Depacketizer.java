package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * AOM's RTP Payload Format For AV1: an aggregation header, then OBUs or parts of them. What goes out is a temporal
 * unit: all OBUs as they were sent, each with its size (AV1 bitstream specification §5.3), but for temporal delimiters
 * and tile lists, which are to be ignored.
 *
 * <p>No frame is told not to be referenced: that stands too deep in the frame header.
 */
final class Av1Depacketizer extends FrameDepacketizer {
    private static final int CONTINUES = 0x80;
    private static final int GOES_ON = 0x40;
    private static final int NEW_SEQUENCE = 0x08;

    private static final int FORBIDDEN = 0x80;
    private static final int HAS_EXTENSION = 0x04;
    private static final int HAS_SIZE = 0x02;

    private static final int SEQUENCE_HEADER = 1;
    private static final int TEMPORAL_DELIMITER = 2;
    private static final int FRAME_HEADER = 3;
    private static final int TILE_GROUP = 4;
    private static final int FRAME = 6;
    private static final int TILE_LIST = 8;

    private static final int NONE = -1;

    /** The largest sequence header, in bytes: 32 operating points with all they may say take some 500. */
    private static final int LONGEST_SEQUENCE_HEADER = 1024;

    private final Leb128 size = new Leb128();
    private byte @Nullable [] configuration;
    private @Nullable Av1SequenceHeader sequence;
    private boolean key;

    // of the temporal unit begun
    private boolean fragmented;
    private int unitAt;
    private int sequenceAt;
    private int sequencePayload;
    private int sequenceEnd;
    private int frameAt;

    Av1Depacketizer(FrameBufferPool pool, Output output) {
        super(pool, output);
    }

    @Override
    void reset() {
        fragmented = false;
        sequenceAt = NONE;
        frameAt = NONE;
    }

    @Override
    boolean hasPicture() {
        return frameAt != NONE || fragmented;
    }

    @Override
    @Nullable
    BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to) {
        int head = packet[from];
        boolean continues = (head & CONTINUES) != 0;
        if (continues && !fragmented && data.size() == 0) {
            return BrokenFrame.LOSS;
        }
        if (continues != fragmented || (continues && (head & NEW_SEQUENCE) != 0)) {
            return BrokenFrame.MALFORMED;
        }
        return addElements(data, packet, from + 1, to, head);
    }

    /**
     * The OBU elements of a packet, all with their lengths where their number W is 0, otherwise all but the last one.
     */
    private @Nullable BrokenFrame addElements(FrameBuffer data, byte[] packet, int from, int to, int head) {
        int elements = (head >> 4) & 3;
        int element = 0;
        int at = from;
        do {
            element++;
            int length = to - at;
            if (element != elements) {
                if (!size.read(packet, at, to)) {
                    return BrokenFrame.MALFORMED;
                }
                at += size.bytes();
                length = size.value();
                if (length > to - at) {
                    return BrokenFrame.MALFORMED;
                }
            }
            if (!fragmented) {
                unitAt = data.size();
            }
            if (!data.append(packet, at, length)) {
                return BrokenFrame.TOO_LARGE;
            }
            at += length;
            fragmented = at == to && (head & GOES_ON) != 0;
            BrokenFrame cause = fragmented ? null : endUnit(data);
            if (cause != null) {
                return cause;
            }
        } while (at < to);
        return elements == 0 || element == elements ? null : BrokenFrame.MALFORMED;
    }

    /** An OBU is there: gives it its size where it has none. */
    private @Nullable BrokenFrame endUnit(FrameBuffer data) {
        if (data.size() == unitAt) {
            return BrokenFrame.MALFORMED;
        }
        int header = data.at(unitAt);
        int type = (header >> 3) & 0xf;
        boolean extended = (header & HAS_EXTENSION) != 0;
        int payload = unitAt + (extended ? 2 : 1);
        if (payload > data.size() || (header & FORBIDDEN) != 0) {
            return BrokenFrame.MALFORMED;
        }
        if (type == TEMPORAL_DELIMITER || type == TILE_LIST) {
            data.truncate(unitAt);
            return null;
        }
        int layer = extended ? (data.at(unitAt + 1) >> 3) & 3 : 0;
        int length = data.size() - payload;
        if ((header & HAS_SIZE) == 0) {
            if (!Leb128.insert(data, payload, length)) {
                return BrokenFrame.TOO_LARGE;
            }
            data.set(unitAt, header | HAS_SIZE);
        } else if (!size.read(data, payload, data.size()) || size.value() != length - size.bytes()) {
            return BrokenFrame.MALFORMED;
        }
        size.read(data, payload, data.size());
        return note(data, type, layer, payload + size.bytes());
    }

    /** Whether a sequence header is the one that the temporal unit has already (AV1 section 7.5). */
    private boolean repeatsSequence(FrameBuffer data, int payload) {
        int length = sequenceEnd - sequencePayload;
        if (data.size() - payload != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (data.at(sequencePayload + i) != data.at(payload + i)) {
                return false;
            }
        }
        return true;
    }

    /** Remembers where the sequence header and the first frame of the temporal unit are. */
    private @Nullable BrokenFrame note(FrameBuffer data, int type, int layer, int payload) {
        switch (type) {
            case SEQUENCE_HEADER -> {
                if (sequenceAt == NONE) {
                    sequenceAt = unitAt;
                    sequencePayload = payload;
                    sequenceEnd = data.size();
                } else if (!repeatsSequence(data, payload)) {
                    return BrokenFrame.MALFORMED; // one that is looked at by nobody but the decoder
                }
            }
            case FRAME_HEADER, FRAME -> {
                if (payload == data.size()) {
                    return BrokenFrame.MALFORMED;
                }
                if (frameAt == NONE && layer > 0 && begunAfterGap()) {
                    // the lower layers may have been sent
                    return BrokenFrame.LOSS;
                }
                if (frameAt == NONE) {
                    frameAt = payload;
                }
            }
            case TILE_GROUP -> {
                if (frameAt == NONE) {
                    return begunAfterGap() ? BrokenFrame.LOSS : BrokenFrame.MALFORMED;
                }
            }
            default -> {
                // goes out unread
            }
        }
        return null;
    }

    @Override
    @Nullable
    BrokenFrame complete(FrameBuffer data) {
        if (fragmented || !takeSequence(data)) {
            return BrokenFrame.MALFORMED;
        }
        boolean still = sequence != null && sequence.stillPicture();
        // show_existing_frame 0, frame_type KEY_FRAME, show_frame 1 (AV1 bitstream specification §5.9.2)
        boolean keyFrame = still || (data.at(frameAt) & 0xf0) == 0x10;
        if (keyFrame && sequenceAt == NONE && begunAfterGap()) {
            return BrokenFrame.LOSS;
        }
        key = keyFrame && sequenceAt != NONE;
        return null;
    }

    private boolean takeSequence(FrameBuffer data) {
        if (sequenceAt == NONE) {
            return true;
        }
        int length = sequenceEnd - sequenceAt;
        byte[] known = configuration;
        if (known != null && known.length == length && data.matches(sequenceAt, known, 0, length)) {
            return true;
        }
        Av1SequenceHeader next = Av1SequenceHeader.of(data, sequencePayload, sequenceEnd);
        if (next == null || length > LONGEST_SEQUENCE_HEADER) {
            return false;
        }
        sequence = next;
        configuration = new byte[length];
        data.copy(sequenceAt, configuration, 0, length);
        return true;
    }

    @Override
    AssembledFrame assembled(FrameBuffer data, long timestamp) {
        Av1SequenceHeader sequence = this.sequence;
        int width = sequence == null ? 0 : sequence.width();
        int height = sequence == null ? 0 : sequence.height();
        return new AssembledFrame(data, timestamp, key, width, height, true, configuration);
    }
}
