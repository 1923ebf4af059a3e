package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * The size that a sequence parameter set of H.264 says (ITU-T H.264 §7.3.2.1.1), what is cropped taken off; what
 * follows it is not read.
 *
 * @param width pixels across, 1 to {@value #LARGEST}
 * @param height pixels down, 1 to {@value #LARGEST}
 */
record H264Sps(int width, int height) {
    /** More than level 6.2 allows, in pixels. */
    static final int LARGEST = 1 << 14;

    private static final int MACROBLOCK = 16;

    /** Of a NAL unit with its header; null where it breaks the rules. */
    static @Nullable H264Sps of(FrameBuffer data, int from, int to) {
        BitReader bits = BitReader.ofNalUnit(data, from + 1, to);
        int profile = bits.bits(8);
        bits.skip(16); // constraints, level
        bits.exponential(31); // seq_parameter_set_id
        int chromaFormat = hasChromaFormat(profile) ? chromaFormat(bits) : 1;
        bits.exponential(12); // log2_max_frame_num_minus4
        pictureOrder(bits);
        bits.exponential(16); // max_num_ref_frames
        bits.skip(1); // gaps_in_frame_num_value_allowed_flag
        int across = MACROBLOCK * (bits.exponential(LARGEST / MACROBLOCK - 1) + 1);
        int mapUnits = bits.exponential(LARGEST / MACROBLOCK - 1) + 1;
        int fields = bits.flag() ? 1 : 2; // frame_mbs_only_flag
        if (fields == 2) {
            bits.skip(1); // mb_adaptive_frame_field_flag
        }
        bits.skip(1); // direct_8x8_inference_flag
        long width = across;
        long height = (long) MACROBLOCK * fields * mapUnits;
        if (bits.flag()) { // frame_cropping_flag
            int unitAcross = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
            int unitDown = (chromaFormat == 1 ? 2 : 1) * fields;
            width -= unitAcross * (bits.exponential() + bits.exponential());
            height -= unitDown * (bits.exponential() + bits.exponential());
        }
        if (bits.failed() || width <= 0 || height <= 0 || height > LARGEST) {
            return null;
        }
        return new H264Sps((int) width, (int) height);
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
            default -> false;
        };
    }

    /** Reads from chroma_format_idc to the scaling matrices; 0 where planes or none are cropped by single pixels. */
    private static int chromaFormat(BitReader bits) {
        int format = bits.exponential(3);
        boolean separatePlanes = format == 3 && bits.flag();
        bits.exponential(6); // bit_depth_luma_minus8
        bits.exponential(6); // bit_depth_chroma_minus8
        bits.skip(1); // qpprime_y_zero_transform_bypass_flag
        if (bits.flag()) { // seq_scaling_matrix_present_flag
            for (int list = 0; list < (format == 3 ? 12 : 8) && !bits.failed(); list++) {
                if (bits.flag()) {
                    scalingList(bits, list < 6 ? 16 : 64);
                }
            }
        }
        return separatePlanes ? 0 : format;
    }

    /** ITU-T H.264 §7.3.2.1.1.1. */
    private static void scalingList(BitReader bits, int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && !bits.failed(); i++) {
            if (next != 0) {
                next = (int) (last + bits.signedExponential()) & 0xff;
            }
            last = next == 0 ? last : next;
        }
    }

    private static void pictureOrder(BitReader bits) {
        int type = bits.exponential(2);
        if (type == 0) {
            bits.exponential(12); // log2_max_pic_order_cnt_lsb_minus4
        } else if (type == 1) {
            bits.skip(1); // delta_pic_order_always_zero_flag
            bits.exponential(); // offset_for_non_ref_pic
            bits.exponential(); // offset_for_top_to_bottom_field
            int cycle = bits.exponential(255);
            for (int i = 0; i < cycle && !bits.failed(); i++) {
                bits.exponential();
            }
        }
    }
}
