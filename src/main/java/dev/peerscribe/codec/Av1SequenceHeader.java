package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a sequence header of AV1 says of its frames (AV1 bitstream specification §5.5).
 *
 * @param width pixels across of the largest frame, 1 to 65536
 * @param height as {@code width}, pixels down
 * @param stillPicture whether every frame is a key frame and shown, its header being shortened
 */
record Av1SequenceHeader(int width, int height, boolean stillPicture) {
    /** Of what follows an OBU's header and size; null where it is cut off. */
    static @Nullable Av1SequenceHeader of(FrameBuffer data, int from, int to) {
        BitReader bits = BitReader.of(data, from, to);
        bits.skip(4); // seq_profile, still_picture
        boolean reduced = bits.flag();
        if (reduced) {
            bits.skip(5); // seq_level_idx
        } else {
            operatingPoints(bits);
        }
        int widthBits = bits.bits(4) + 1;
        int heightBits = bits.bits(4) + 1;
        int width = bits.bits(widthBits) + 1;
        int height = bits.bits(heightBits) + 1;
        return bits.failed() ? null : new Av1SequenceHeader(width, height, reduced);
    }

    private static void operatingPoints(BitReader bits) {
        int delayBits = 0;
        if (bits.flag()) { // timing_info_present_flag
            bits.skip(64); // num_units_in_display_tick, time_scale
            if (bits.flag()) { // equal_picture_interval
                bits.exponential(); // num_ticks_per_picture_minus_1
            }
            if (bits.flag()) { // decoder_model_info_present_flag
                delayBits = bits.bits(5) + 1;
                bits.skip(42); // num_units_in_decoding_tick, two lengths
            }
        }
        boolean displayDelay = bits.flag();
        int points = bits.bits(5) + 1;
        for (int i = 0; i < points && !bits.failed(); i++) {
            bits.skip(12); // operating_point_idc
            if (bits.bits(5) > 7) { // seq_level_idx
                bits.skip(1); // seq_tier
            }
            if (delayBits > 0 && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (displayDelay && bits.flag()) {
                bits.skip(4);
            }
        }
    }
}
