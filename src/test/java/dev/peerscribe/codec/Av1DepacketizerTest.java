package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AOM's RTP Payload Format For AV1, byte by byte. */
class Av1DepacketizerTest {
    /** Of Chromium, 320x180: an OBU header without size, the sequence header. */
    private static final String SEQUENCE = "08" + "000000043cfecc01a008";

    private static final String SIZED_SEQUENCE = "0a0a" + "000000043cfecc01a008";

    /** An OBU header without size, the begin of a key frame that is shown. */
    private static final String KEY = "30" + "10aabb";

    private static final String SIZED_KEY = "3203" + "10aabb";
    private static final String FRAME = "30" + "30cc";
    private static final String SIZED_FRAME = "3202" + "30cc";

    private final Assembly assembly = new Assembly(Codec.AV1);

    @AfterEach
    void everyBufferIsGivenBack() {
        assembly.close();
        assertThat(assembly.pool.lent()).isZero();
    }

    private void accept(long timestamp, boolean marker, String payload) {
        assembly.accept(HexFormat.of().parseHex(payload), timestamp, marker);
    }

    private static String sized(String element) {
        return "%02x".formatted(element.length() / 2) + element;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aKeyFrameBringsItsSequenceHeader() {
        accept(1, true, "28" + sized(SEQUENCE) + KEY);
        accept(2, true, "10" + FRAME);
        Got key = assembly.frames.getFirst();
        assertThat(hex(key.bytes())).isEqualTo(SIZED_SEQUENCE + SIZED_KEY);
        assertThat(key.key()).isTrue();
        assertThat(key.width()).isEqualTo(320);
        assertThat(key.height()).isEqualTo(180);
        assertThat(key.configuration()).isEqualTo(HexFormat.of().parseHex(SIZED_SEQUENCE));
        Got next = assembly.frames.get(1);
        assertThat(hex(next.bytes())).isEqualTo(SIZED_FRAME);
        assertThat(next.key()).isFalse();
        assertThat(next.configuration()).isSameAs(key.configuration());
        assertThat(next.referenced()).isTrue();
    }

    @Test
    void everyElementMayHaveItsLength() {
        accept(1, true, "00" + sized(SEQUENCE) + sized("7a0101" /* padding */) + sized(KEY) + sized("20dd"));
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame ->
                        assertThat(hex(frame.bytes())).isEqualTo(SIZED_SEQUENCE + "7a0101" + SIZED_KEY + "2201dd"));
    }

    @Test
    void unitsGoOnOverPackets() {
        accept(1, false, "50" + "08");
        accept(1, false, "d0" + "0000");
        accept(1, false, "d0");
        accept(1, false, "e0" + sized("00043cfecc01a008") + "30");
        accept(1, true, "90" + "10aabb");
        assertThat(assembly.broken).isEmpty();
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame -> assertThat(hex(frame.bytes())).isEqualTo(SIZED_SEQUENCE + SIZED_KEY));
    }

    @Test
    void aSecondSequenceHeaderIsTheFirstOnceMore() {
        accept(1, true, "00" + sized(SEQUENCE) + sized(SEQUENCE) + sized(KEY));
        assertThat(assembly.frames).hasSize(1);
        accept(2, true, "00" + sized(SEQUENCE) + sized(SEQUENCE.replace("3cfe", "fcff")) + sized(KEY));
        assertThat(assembly.frames).hasSize(1);
        assertThat(assembly.broken).containsExactly(new Broken(2, BrokenFrame.MALFORMED));
    }

    @Test
    void sizesThatAreThereStay() {
        accept(1, true, "20" + sized(SIZED_SEQUENCE) + "328300" + "10aabb");
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(hex(frame.bytes())).isEqualTo(SIZED_SEQUENCE + "328300" + "10aabb");
            assertThat(frame.key()).isTrue();
        });
    }

    @Test
    void temporalDelimitersAndTileListsAreLeftOut() {
        accept(1, true, "00" + sized("1200") + sized(SEQUENCE) + sized("10") + sized("40ee") + sized(KEY));
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame -> assertThat(hex(frame.bytes())).isEqualTo(SIZED_SEQUENCE + SIZED_KEY));
    }

    @Test
    void extensionsStayBetweenHeaderAndSize() {
        accept(0, true, "10" + FRAME);
        accept(1, true, "20" + sized("342030cc") + "342830dd");
        assertThat(hex(assembly.frames.get(1).bytes())).isEqualTo("36200230cc" + "36280230dd");
    }

    @ParameterizedTest
    @CsvSource({
        "10, true", // key frame, shown
        "1f, true",
        "00, false", // key frame, not shown
        "30, false", // inter frame
        "50, false", // intra only
        "90, false", // shown again
    })
    void onlyAKeyFrameThatIsShownIsAKey(String frame, boolean key) {
        accept(1, true, "28" + sized(SEQUENCE) + "30" + frame);
        accept(2, true, "10" + "18" + frame);
        assertThat(assembly.frames).extracting(Got::key).containsExactly(key, false);
    }

    @Test
    void everyPictureOfAReducedHeaderIsAKey() {
        byte[] header = new BitWriter()
                .bits(3, 0)
                .bits(2, 3)
                .bits(5, 1)
                .bits(8, 0x77)
                .bits(8, 63)
                .bits(8, 31)
                .bytes();
        accept(1, true, "20" + sized("08" + hex(header)) + "30ff");
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(frame.key()).isTrue();
            assertThat(frame.width()).isEqualTo(64);
            assertThat(frame.height()).isEqualTo(32);
        });
    }

    @Test
    void aSequenceHeaderWithAllThereIsSaysItsSize() {
        BitWriter header =
                new BitWriter().bits(5, 0).bits(1, 1).bits(32, 1).bits(32, 30).bits(1, 1);
        header.exponential(1000)
                .bits(1, 1)
                .bits(5, 9)
                .bits(32, 1)
                .bits(10, 77)
                .bits(1, 1)
                .bits(5, 1);
        header.bits(12, 0x101)
                .bits(5, 8)
                .bits(1, 1)
                .bits(1, 1)
                .bits(20, 9)
                .bits(1, 0)
                .bits(1, 1)
                .bits(4, 3);
        header.bits(12, 0x103).bits(5, 7).bits(1, 0).bits(1, 0);
        header.bits(4, 15).bits(4, 11).bits(16, 65535).bits(12, 2159);
        accept(1, true, "20" + sized("08" + hex(header.bytes())) + KEY);
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(frame.width()).isEqualTo(65536);
            assertThat(frame.height()).isEqualTo(2160);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // nothing
                "10", // a unit of nothing
                "0000", // the same with a length
                "0003aa", // cut off
                "0080", // a length cut off
                "00ffffffffff0f30", // longer than can be
                "00808080808080808001" + "30", // of more bytes than may be
                "20" + "03" + "3030cc", // one of two
                "10" + "b010", // forbidden bit
                "10" + "34", // an extension that is not there
                "10" + "32", // a size that is not there
                "10" + "320530", // larger than what is there
                "10" + "320130cc", // smaller
                "10" + "30", // a frame of nothing
                "98" + "3030cc", // goes on, in a new sequence
                "50" + "3030cc", // goes on with nothing
                "20" + "020800" + KEY, // a sequence header cut off
            })
    void whatBreaksTheRulesIsMalformed(String payload) {
        accept(0, true, "10" + FRAME);
        accept(1, false, "10" + FRAME);
        accept(1, true, payload);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(0L);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void aTileGroupWithoutAFrameIsMalformed() {
        accept(0, true, "10" + FRAME);
        accept(1, true, "10" + "20dd");
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void aUnitThatGoesOnMustGoOn() {
        accept(0, true, "10" + FRAME);
        accept(1, false, "50" + FRAME);
        accept(1, true, "10" + FRAME);
        accept(2, false, "10" + FRAME);
        accept(2, true, "90" + "aa");
        assertThat(assembly.broken)
                .containsExactly(new Broken(1, BrokenFrame.MALFORMED), new Broken(2, BrokenFrame.MALFORMED));
    }

    @Test
    void whatMayHaveLostItsBeginningIsLoss() {
        accept(1, true, "90" + "aa"); // goes on
        assembly.gap();
        accept(2, true, "10" + "20dd"); // a tile group
        assembly.gap();
        accept(3, true, "10" + KEY); // a key frame without its sequence header
        assembly.gap();
        accept(4, true, "10" + FRAME);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(4L);
        assertThat(assembly.broken).extracting(Broken::cause).hasSize(3).containsOnly(BrokenFrame.LOSS);
    }

    @Test
    void whatHasNoFrameIsNone() {
        accept(1, true, "10" + SEQUENCE);
        accept(2, true, "10" + FRAME);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(2L);
        assertThat(assembly.broken).isEmpty();
    }
}
