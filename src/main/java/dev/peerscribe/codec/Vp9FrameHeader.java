package dev.peerscribe.codec;

/**
 * The uncompressed header of a VP9 frame (VP9 bitstream specification §6.2), read frame by frame in the order of
 * decoding, because the size of a frame may be that of one before. Owned by the depacketizer's thread.
 */
final class Vp9FrameHeader {
    private static final int SLOTS = 8;
    private static final int REFERENCES = 3;
    private static final int SYNC_CODE = 0x498342;
    private static final int RGB = 7;
    private static final int[] FEATURE_BITS = {8, 6, 2, 0};

    // the sizes of the frames kept for reference; 0 where one is not known
    private final int[] slotWidth = new int[SLOTS];
    private final int[] slotHeight = new int[SLOTS];
    private final int[] reference = new int[REFERENCES];

    // of the latest frame
    private boolean existing;
    private boolean key;
    private boolean shown;
    private boolean resilient;
    private int width;
    private int height;
    private int afterFlags;
    private int size;

    /** Reads the header of a frame; false where it is cut off or breaks a rule. */
    boolean parse(FrameBuffer data, int from, int to) {
        BitReader bits = BitReader.of(data, from, to);
        if (bits.bits(2) != 2) { // frame_marker
            return false;
        }
        int profile = bits.bits(1) | (bits.bits(1) << 1);
        if (profile == 3) {
            bits.skip(1);
        }
        existing = bits.flag();
        size = 0;
        if (existing) {
            int slot = bits.bits(3);
            key = false;
            shown = true;
            width = slotWidth[slot];
            height = slotHeight[slot];
            return !bits.failed();
        }
        key = !bits.flag();
        shown = bits.flag();
        resilient = bits.flag();
        afterFlags = bits.position();
        int refreshed = key ? keyFrame(bits, profile) : laterFrame(bits, profile);
        if (refreshed < 0) {
            return false;
        }
        afterSize(bits);
        if (bits.failed()) {
            return false;
        }
        size = bits.position();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (((refreshed >> slot) & 1) != 0) {
                slotWidth[slot] = width;
                slotHeight[slot] = height;
            }
        }
        return true;
    }

    /** Whether the frame is one that was decoded before, shown again. */
    boolean existing() {
        return existing;
    }

    boolean key() {
        return key;
    }

    boolean shown() {
        return shown;
    }

    /** Whether it is decoded without what earlier frames left behind but for references. */
    boolean resilient() {
        return resilient;
    }

    /** Pixels across; 0 where the frame's references are not known. */
    int width() {
        return width;
    }

    /** As {@link #width}, pixels down. */
    int height() {
        return height;
    }

    /** Where the header goes on after {@code show_frame} and {@code error_resilient_mode}, in bits. */
    int afterFlags() {
        return afterFlags;
    }

    /** The size of the header without trailing bits, in bits; 0 of a frame that is shown again. */
    int size() {
        return size;
    }

    private int keyFrame(BitReader bits, int profile) {
        if (bits.bits(24) != SYNC_CODE) {
            return -1;
        }
        colors(bits, profile);
        frameSize(bits);
        renderSize(bits);
        return 0xff;
    }

    private int laterFrame(BitReader bits, int profile) {
        boolean intra = !shown && bits.flag();
        if (!resilient) {
            bits.skip(2); // reset_frame_context
        }
        if (intra) {
            if (bits.bits(24) != SYNC_CODE) {
                return -1;
            }
            if (profile > 0) {
                colors(bits, profile);
            }
            int refreshed = bits.bits(8);
            frameSize(bits);
            renderSize(bits);
            return refreshed;
        }
        int refreshed = bits.bits(8);
        for (int i = 0; i < REFERENCES; i++) {
            reference[i] = bits.bits(3);
            bits.skip(1); // ref_frame_sign_bias
        }
        boolean found = false;
        for (int i = 0; i < REFERENCES && !found; i++) {
            found = bits.flag();
            if (found) {
                width = slotWidth[reference[i]];
                height = slotHeight[reference[i]];
            }
        }
        if (!found) {
            frameSize(bits);
        }
        renderSize(bits);
        bits.skip(1); // allow_high_precision_mv
        if (!bits.flag()) { // is_filter_switchable
            bits.skip(2);
        }
        return refreshed;
    }

    private static void colors(BitReader bits, int profile) {
        if (profile >= 2) {
            bits.skip(1); // ten_or_twelve_bit
        }
        boolean rgb = bits.bits(3) == RGB;
        boolean subsampled = profile == 1 || profile == 3;
        if (!rgb) {
            bits.skip(subsampled ? 4 : 1); // color_range, subsampling_x and _y, reserved
        } else if (subsampled) {
            bits.skip(1);
        }
    }

    private void frameSize(BitReader bits) {
        width = bits.bits(16) + 1;
        height = bits.bits(16) + 1;
    }

    private static void renderSize(BitReader bits) {
        if (bits.flag()) {
            bits.skip(32);
        }
    }

    private void afterSize(BitReader bits) {
        if (!resilient) {
            bits.skip(2); // refresh_frame_context, frame_parallel_decoding_mode
        }
        bits.skip(2); // frame_context_idx
        loopFilter(bits);
        bits.skip(8); // base_q_idx
        for (int i = 0; i < 3; i++) {
            optional(bits, 5); // delta_q
        }
        segmentation(bits);
        tiles(bits);
        bits.skip(16); // header_size_in_bytes
    }

    private static void loopFilter(BitReader bits) {
        bits.skip(9); // loop_filter_level, loop_filter_sharpness
        boolean deltas = bits.flag();
        if (deltas && bits.flag()) { // loop_filter_delta_update
            for (int i = 0; i < 6; i++) {
                optional(bits, 7);
            }
        }
    }

    private static void segmentation(BitReader bits) {
        if (!bits.flag()) {
            return;
        }
        if (bits.flag()) { // segmentation_update_map
            for (int i = 0; i < 7; i++) {
                optional(bits, 8);
            }
            if (bits.flag()) { // segmentation_temporal_update
                for (int i = 0; i < 3; i++) {
                    optional(bits, 8);
                }
            }
        }
        if (bits.flag()) { // segmentation_update_data
            bits.skip(1); // segmentation_abs_or_delta_update
            for (int i = 0; i < 8 * FEATURE_BITS.length; i++) {
                int feature = i % FEATURE_BITS.length;
                optional(bits, FEATURE_BITS[feature] + (feature < 2 ? 1 : 0));
            }
        }
    }

    private void tiles(BitReader bits) {
        int columns = (width + 63) / 64;
        int most = 0;
        while (columns >> (most + 1) >= 4) {
            most++;
        }
        int log2 = 0;
        while (64 << log2 < columns) {
            log2++;
        }
        while (log2 < most && bits.flag()) {
            log2++;
        }
        if (bits.flag()) { // tile_rows_log2
            bits.skip(1);
        }
    }

    private static void optional(BitReader bits, int count) {
        if (bits.flag()) {
            bits.skip(count);
        }
    }
}
