package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6716 §3 and RFC 7587. */
class OpusTocTest {
    private static int samples(String packet) {
        try (FrameBuffer buffer = BitWriter.buffer(HexFormat.of().parseHex(packet))) {
            return OpusToc.samples(buffer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 480",
        "1, 960",
        "2, 1920",
        "3, 2880", // SILK
        "7, 2880",
        "8, 480",
        "11, 2880", //
        "12, 480",
        "13, 960",
        "14, 480",
        "15, 960", // hybrid
        "16, 120",
        "17, 240",
        "18, 480",
        "19, 960", // CELT
        "28, 120",
        "31, 960"
    })
    void aFrameIsAsLongAsItsConfigurationSays(int configuration, int samples) {
        assertThat(samples("%02x".formatted(configuration << 3) + "aabb")).isEqualTo(samples);
        assertThat(samples("%02x".formatted((configuration << 3) | 4) + "aabb")).isEqualTo(samples); // stereo
    }

    @ParameterizedTest
    @CsvSource({
        "f8, 960", // one frame of nothing, as in silence
        "f9aabb, 1920", // two alike
        "f9, 1920", // of nothing
        "fa01aabbcc, 1920", // two
        "fafc00" + "aa, 0", // the first larger than there is
        "fb03aabbcc, 2880", // three alike
        "fb8301" + "02aabbccdd, 2880", // three
        "fb4302" + "aabbcc0000, 2880", // padded
        "fb41ff01" + "aa, 0", // padded more than there is
        "fb06aabbccddeeff, 5760", // 120 ms
    })
    void framesAddUp(String packet, int samples) {
        assertThat(samples(packet)).isEqualTo(samples);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "f9aabbcc", // two alike of one and a half
                "fa", // two, without a size
                "fafc", // with half a size
                "fa03aabb", // the first larger than there is
                "fb", // without a count
                "fb00", // none
                "fb07aabbccddeeff11", // 140 ms
                "fb03aabb", // three alike of two thirds
                "fb8301", // a size that is not there
                "fb830101" + "aa", // sizes larger than there is
                "fb43", // without a size of the padding
                "fb43ffff", // that goes on
                "fb4304" + "aabb", // more padding than there is
                "1b03aabbcc", // 180 ms
            })
    void whatBreaksARuleHasNoLength(String packet) {
        assertThat(samples(packet)).isZero();
    }

    @Test
    void framesAreNotLongerThanTheyMayBe() {
        assertThat(samples("f8" + "aa".repeat(1275))).isEqualTo(960);
        assertThat(samples("f8" + "aa".repeat(1276))).isZero();
        assertThat(samples("f9" + "aa".repeat(2550))).isEqualTo(1920);
        assertThat(samples("f9" + "aa".repeat(2552))).isZero();
        assertThat(samples("fa" + "01" + "aa".repeat(1276))).isEqualTo(1920);
        assertThat(samples("fa" + "01" + "aa".repeat(1277))).isZero();
        assertThat(samples("fafd" + "fe" + "aa".repeat(0xfd + 4 * 0xfe + 1))).isEqualTo(1920);
        assertThat(samples("fb01" + "aa".repeat(1276))).isZero();
        assertThat(samples("fb8201" + "aa".repeat(1277))).isZero();
    }

    @Test
    void everyPacketIsAFrame() {
        try (Assembly assembly = new Assembly(Codec.OPUS)) {
            assembly.accept(960, true, 0xf8, 1, 2);
            assembly.accept(1920, false);
            assembly.accept(2880, false, 0xf8);
            assembly.gap();
            assembly.accept(4800, false, 0xf8, 5);
            assembly.accept(5760, false, 0xfb, 0);
            assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(960L, 2880L, 4800L);
            assertThat(assembly.frames).extracting(Got::bytes).contains(new byte[] {(byte) 0xf8});
            assertThat(assembly.frames).extracting(Got::key).containsOnly(true);
            assertThat(assembly.broken).containsExactly(new Broken(5760, BrokenFrame.MALFORMED));
            assertThat(assembly.pool.lent()).isZero();
        }
    }
}
