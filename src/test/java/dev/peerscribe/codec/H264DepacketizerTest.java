package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6184, byte by byte. */
class H264DepacketizerTest {
    /** Of Chromium, 320x180. */
    private static final String SPS = "6742c0158c8d40a0cbcf37010d0107844235";

    private static final String PPS = "68ce3c80";
    private static final String CODE = "00000001";
    private static final String IDR = "65b80004";
    private static final String SLICE = "41e0aabb";

    private final Assembly assembly = new Assembly(Codec.H264);

    @AfterEach
    void everyBufferIsGivenBack() {
        assembly.close();
        assertThat(assembly.pool.lent()).isZero();
    }

    private void accept(long timestamp, boolean marker, String payload) {
        assembly.accept(HexFormat.of().parseHex(payload.replace(" ", "")), timestamp, marker);
    }

    /** A STAP-A. */
    private static String together(String... units) {
        StringBuilder payload = new StringBuilder("78");
        for (String unit : units) {
            payload.append("%04x".formatted(unit.length() / 2)).append(unit);
        }
        return payload.toString();
    }

    private static String hex(Got frame) {
        return HexFormat.of().formatHex(frame.bytes());
    }

    @Test
    void unitsAloneAreAnAccessUnit() {
        accept(1, false, SPS);
        accept(1, false, PPS);
        accept(1, true, IDR);
        accept(2, true, SLICE);
        Got key = assembly.frames.getFirst();
        assertThat(hex(key)).isEqualTo(CODE + SPS + CODE + PPS + CODE + IDR);
        assertThat(key.key()).isTrue();
        assertThat(key.width()).isEqualTo(320);
        assertThat(key.height()).isEqualTo(180);
        assertThat(HexFormat.of().formatHex(key.configuration())).isEqualTo(CODE + SPS + CODE + PPS);
        Got next = assembly.frames.get(1);
        assertThat(next.key()).isFalse();
        assertThat(next.width()).isEqualTo(320);
        assertThat(next.configuration()).isSameAs(key.configuration());
    }

    @Test
    void unitsComeTogetherAndInPieces() {
        accept(1, false, together("09f0", SPS, PPS));
        accept(1, false, "7c85b8");
        accept(1, false, "7c0500");
        accept(1, true, "7c4504");
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame ->
                        assertThat(hex(frame)).isEqualTo(CODE + "09f0" + CODE + SPS + CODE + PPS + CODE + IDR));
    }

    @Test
    void aPieceThatIsFirstAndLastIsAUnit() {
        accept(1, true, "5cc1e0aabb");
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame -> assertThat(hex(frame)).isEqualTo(CODE + SLICE));
    }

    @Test
    void otherParameterSetsAreAnotherConfiguration() {
        accept(1, true, together(SPS, PPS, IDR));
        accept(2, true, together(SPS, PPS, IDR));
        accept(3, true, together(SPS, "68ce3c81", IDR));
        assertThat(assembly.frames.get(1).configuration())
                .isSameAs(assembly.frames.get(0).configuration());
        assertThat(HexFormat.of().formatHex(assembly.frames.get(2).configuration()))
                .isEqualTo(CODE + SPS + CODE + "68ce3c81");
    }

    @Test
    void parameterSetsWithTheirOwnMarkerBelongToTheSlicesOfTheirTime() {
        accept(1, true, together(SPS, PPS));
        accept(1, true, IDR);
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame -> assertThat(hex(frame)).isEqualTo(CODE + SPS + CODE + PPS + CODE + IDR));
        assertThat(assembly.broken).isEmpty();
    }

    @Test
    void whatHasNoSliceIsNoFrame() {
        accept(1, true, together(SPS, PPS));
        accept(2, true, SLICE);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(2L);
        assertThat(assembly.broken).isEmpty();
    }

    @Test
    void withoutParameterSetsDecodingCannotBegin() {
        accept(1, true, SLICE);
        accept(2, true, IDR);
        assertThat(assembly.frames).extracting(Got::key).containsExactly(false, false);
        assertThat(assembly.frames).extracting(Got::width).containsExactly(0, 0);
    }

    @Test
    void decodingCanBeginAtARecoveryPoint() {
        accept(1, true, together(SPS, PPS, "0605020102" + "060184" + "80", SLICE));
        accept(2, true, together(SPS, PPS, "06060148" + "80", SLICE)); // two frames later
        accept(3, true, together("06060184" + "80", SLICE)); // without parameter sets
        assertThat(assembly.frames).extracting(Got::key).containsExactly(true, false, false);
    }

    @Test
    void aFrameIsReferencedWhereOneOfItsSlicesIs() {
        accept(1, true, "01e0aabb");
        accept(2, false, "01e0aabb");
        accept(2, true, "4120aabb");
        assertThat(assembly.frames).extracting(Got::referenced).containsExactly(false, true);
    }

    @Test
    void afterAGapAFrameBeginsWithTheFirstMacroblock() {
        accept(1, true, SLICE);
        assembly.gap();
        accept(2, false, "4120aabb");
        accept(2, true, SLICE);
        assembly.gap();
        accept(3, true, SLICE);
        assertThat(assembly.broken).containsExactly(new Broken(2, BrokenFrame.LOSS));
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(1L, 3L);
    }

    @Test
    void afterAGapAnIdrPictureWithoutParameterSetsHasLostThem() {
        accept(1, true, together(SPS, PPS, IDR));
        assembly.gap();
        accept(2, true, IDR);
        assertThat(assembly.broken).containsExactly(new Broken(2, BrokenFrame.LOSS));
    }

    @Test
    void ofASenderThatSentParameterSetsOnceAnIdrPictureHasNone() {
        accept(1, true, together(SPS, PPS, IDR));
        accept(2, true, IDR);
        assembly.gap();
        accept(4, true, IDR);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(1L, 2L, 4L);
        assertThat(assembly.frames).extracting(Got::key).containsOnly(true);
    }

    @Test
    void aPieceWithoutTheFirstOneIsLoss() {
        accept(1, false, "7c0500");
        accept(1, true, "7c4504");
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c1e0aabb", // forbidden bit
                "41", // a slice of nothing
                "79000041e0", // STAP-B
                "7a000041e0", // MTAP16
                "7b000041e0", // MTAP24
                "7d85000041e0", // FU-B
                "78", // STAP-A of nothing
                "780000", // of nothing at all
                "78000541e0aabb", // cut off
                "78000141", // with a slice of nothing
                "7800027c85", // with pieces
                "78000441e0aabb00", // with a byte more
                "7c", // a piece of nothing
                "7c80e0", // a piece of what is not a unit
                "7c9ce0", // a piece of pieces
                "7c85b8", // the first piece alone
            })
    void whatBreaksTheRulesIsMalformed(String payload) {
        accept(1, true, payload);
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void piecesThatDoNotFitAreMalformed() {
        accept(1, false, "7c85b8");
        accept(1, false, "7c01b8");
        accept(2, false, "7c85b8");
        accept(2, false, "7c85b8");
        accept(3, false, "7c85b8");
        accept(3, false, SLICE);
        accept(4, false, SLICE);
        accept(4, false, "5c01aa");
        assertThat(assembly.broken).extracting(Broken::cause).hasSize(4).containsOnly(BrokenFrame.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00ff", "1eff", "1fff"})
    void whatIsReservedIsIgnored(String payload) {
        accept(1, false, payload);
        accept(1, false, SLICE);
        accept(1, true, payload);
        assertThat(assembly.frames)
                .singleElement()
                .satisfies(frame -> assertThat(hex(frame)).isEqualTo(CODE + SLICE));
    }

    @Test
    void aSequenceParameterSetThatCannotBeReadIsMalformed() {
        accept(1, true, together("6742c015", PPS, IDR));
        accept(2, true, together("67", PPS, IDR));
        assertThat(assembly.broken).extracting(Broken::cause).hasSize(2).containsOnly(BrokenFrame.MALFORMED);
    }

    @Test
    void tooManyUnitsAreTooLarge() {
        for (int i = 0; i <= H264Depacketizer.MOST_UNITS; i++) {
            accept(1, false, SLICE);
        }
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.TOO_LARGE));
    }

    @Test
    void tooManyParameterSetsAreMalformed() {
        for (int i = 0; i <= H264ParameterSets.MOST; i++) {
            accept(1, false, PPS);
        }
        accept(2, false, PPS + "00".repeat(H264ParameterSets.LARGEST));
        assertThat(assembly.broken)
                .containsExactly(new Broken(1, BrokenFrame.MALFORMED), new Broken(2, BrokenFrame.MALFORMED));
    }
}
