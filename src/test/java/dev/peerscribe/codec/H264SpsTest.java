package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ITU-T H.264 §7.3.2.1.1. */
class H264SpsTest {
    private static @Nullable H264Sps parse(byte[] unit) {
        try (FrameBuffer buffer = BitWriter.buffer(unit)) {
            return H264Sps.of(buffer, 0, unit.length);
        }
    }

    private static BitWriter begin(int profile) {
        return new BitWriter().bits(8, 0x67).bits(8, profile).bits(16, 0x001f).exponential(0);
    }

    /** From max_num_ref_frames on, 80 macroblocks by {@code down} map units. */
    private static byte[] end(BitWriter sps, int down, boolean frames, int... crop) {
        sps.exponential(1).flag(false).exponential(79).exponential(down - 1).flag(frames);
        if (!frames) {
            sps.flag(true);
        }
        sps.flag(true).flag(crop.length > 0);
        for (int pixels : crop) {
            sps.exponential(pixels);
        }
        return sps.flag(false).flag(true).escaped();
    }

    @ParameterizedTest
    @CsvSource({
        "6742c0158c8d40a0cbcf37010d0107844235, 320, 180", // Chromium, OpenH264
        "67640028acd940780227e5c044000003000400000300c83c60c658, 1920, 1080", // x264, High
        "6742001eab40b04b4d40404180, 352, 288",
    })
    void itSaysItsSize(String unit, int width, int height) {
        assertThat(parse(HexFormat.of().parseHex(unit))).isEqualTo(new H264Sps(width, height));
    }

    @Test
    void everyOrderOfPicturesIsReadOver() {
        assertThat(parse(end(begin(66).exponential(0).exponential(2), 45, true)))
                .isEqualTo(new H264Sps(1280, 720));
        assertThat(parse(end(begin(66).exponential(0).exponential(0).exponential(12), 45, true)))
                .isEqualTo(new H264Sps(1280, 720));
        BitWriter cycle = begin(66)
                .exponential(0)
                .exponential(1)
                .flag(false)
                .exponential(0x7fff_ffffL)
                .exponential(3);
        cycle.exponential(2).exponential(5).exponential(0xffff_fffeL);
        assertThat(parse(end(cycle, 45, true))).isEqualTo(new H264Sps(1280, 720));
    }

    @Test
    void fieldsAreHalfAsHighAndCroppedInFours() {
        assertThat(parse(end(begin(77).exponential(0).exponential(2), 23, false, 0, 0, 0, 4)))
                .isEqualTo(new H264Sps(1280, 720));
    }

    @Test
    void whatIsCroppedIsCountedInSamplesOfColor() {
        BitWriter yuv444 = begin(244)
                .exponential(3)
                .flag(false)
                .exponential(0)
                .exponential(0)
                .flag(false)
                .flag(false);
        assertThat(parse(end(yuv444.exponential(0).exponential(2), 45, true, 3, 4, 5, 6)))
                .isEqualTo(new H264Sps(1273, 709));
        BitWriter planes = begin(244)
                .exponential(3)
                .flag(true)
                .exponential(0)
                .exponential(0)
                .flag(false)
                .flag(false);
        assertThat(parse(end(planes.exponential(0).exponential(2), 45, true, 0, 1, 0, 1)))
                .isEqualTo(new H264Sps(1279, 719));
        BitWriter yuv422 = begin(122)
                .exponential(2)
                .exponential(2)
                .exponential(2)
                .flag(false)
                .flag(false);
        assertThat(parse(end(yuv422.exponential(0).exponential(2), 45, true, 1, 1, 1, 1)))
                .isEqualTo(new H264Sps(1276, 718));
    }

    @Test
    void scalingMatricesAreReadOver() {
        BitWriter high = begin(100)
                .exponential(1)
                .exponential(0)
                .exponential(0)
                .flag(false)
                .flag(true);
        for (int list = 0; list < 8; list++) {
            high.flag(list != 3);
            if (list == 1) {
                high.exponential(16); // -8: from here on the default
            } else if (list != 3) {
                for (int i = 0; i < (list < 6 ? 16 : 64); i++) {
                    high.exponential(i % 2 == 0 ? 3 : 4); // 2, -2
                }
            }
        }
        assertThat(parse(end(high.exponential(0).exponential(2), 45, true))).isEqualTo(new H264Sps(1280, 720));
    }

    @Test
    void whatIsCutOffIsNone() {
        byte[] unit = HexFormat.of().parseHex("6742c0158c8d40a0cbcf37010d0107844235");
        for (int length = 1; length < 9; length++) {
            assertThat(parse(Arrays.copyOf(unit, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
    }

    @Test
    void whatCannotBeIsNone() {
        assertThat(parse(end(begin(66).exponential(0).exponential(2), 2000, true)))
                .isNull(); // too high
        assertThat(parse(end(begin(66).exponential(0).exponential(2), 45, true, 640, 0, 0, 0)))
                .isNull();
        assertThat(parse(end(begin(66).exponential(0).exponential(2), 45, true, 0, 0, 0xfffffffe, 360)))
                .isNull();
        assertThat(parse(end(begin(66).exponential(0).exponential(3), 45, true)))
                .isNull(); // no such order
        assertThat(parse(end(begin(66).exponential(13).exponential(2), 45, true)))
                .isNull();
        assertThat(parse(end(begin(100).exponential(4), 45, true))).isNull(); // no such colors
        assertThat(parse(new BitWriter()
                        .bits(8, 0x67)
                        .bits(24, 66)
                        .bits(40, 0)
                        .bits(8, 1)
                        .bytes()))
                .isNull(); // a number of 32 zeros
    }
}
