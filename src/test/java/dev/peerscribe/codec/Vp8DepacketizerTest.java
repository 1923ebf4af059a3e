package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7741, byte by byte. */
class Vp8DepacketizerTest {
    private static final int[] KEY = {0x10, 0x00, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x41, 0xf0, 0x80, 0x07};

    private final Assembly assembly = new Assembly(Codec.VP8);

    @AfterEach
    void everyBufferIsGivenBack() {
        assembly.close();
        assertThat(assembly.pool.lent()).isZero();
    }

    @Test
    void aKeyFrameSaysItsSizeAndItsScaleIsLeftOut() {
        assembly.accept(1, true, KEY);
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(frame.key()).isTrue();
            assertThat(frame.width()).isEqualTo(0x140);
            assertThat(frame.height()).isEqualTo(0xf0);
            assertThat(frame.bytes()).hasSize(KEY.length - 1);
            assertThat(frame.referenced()).isTrue();
            assertThat(frame.configuration()).isNull();
        });
    }

    @Test
    void theSizeOfAKeyFrameIsThatOfWhatFollows() {
        assembly.accept(0, true, 0x10, 0x01, 2, 3);
        assembly.accept(1, true, KEY);
        assembly.accept(2, true, 0x10, 0x01, 2, 3);
        assertThat(assembly.frames).extracting(Got::width).containsExactly(0, 320, 320);
        assertThat(assembly.frames).extracting(Got::key).containsExactly(false, true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10", // nothing but what must be there
                "9000", // extended, by nothing
                "908011", // picture ID of 7 bits
                "9080ff11", // of 15 bits
                "904007", // TL0PICIDX
                "902060", // TID
                "901005", // KEYIDX
                "90f0ffff0765", // all
                "9f0f", // what is reserved
            })
    void everyDescriptorIsTakenOff(String descriptor) {
        int start = Integer.parseInt(descriptor.substring(0, 2), 16) & ~0x0f;
        byte[] bytes = HexFormat.of().parseHex(descriptor + "0102030405");
        bytes[0] = (byte) start;
        assembly.accept(bytes, 1, true);
        assertThat(assembly.frames).extracting(Got::bytes).containsExactly(new byte[] {1, 2, 3, 4, 5});
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "90", "9080", "9080ff", "908011", "904007", "90f0ffff07", "90f0ffff0765"})
    void aDescriptorWithNothingBehindItIsMalformed(String descriptor) {
        assembly.accept(HexFormat.of().parseHex(descriptor), 1, true);
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void aFrameIsNotReferencedWhereEveryPacketSaysSo() {
        assembly.accept(1, false, 0x30, 0x01, 2, 3);
        assembly.accept(1, true, 0x20, 4);
        assembly.accept(2, false, 0x30, 0x01, 2, 3);
        assembly.accept(2, true, 0x00, 4);
        assertThat(assembly.frames).extracting(Got::referenced).containsExactly(false, true);
    }

    @Test
    void aFrameThatDoesNotBeginWithItsBeginningHasLostIt() {
        assembly.accept(1, false, 0x00, 0x01, 2, 3);
        assembly.accept(1, true, 0x00, 4);
        assembly.accept(2, true, 0x11, 0x01, 2, 3); // begins with another partition
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS), new Broken(2, BrokenFrame.LOSS));
    }

    @Test
    void aLaterPartitionMayBeginWithinTheFrame() {
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.accept(1, true, 0x11, 4);
        assertThat(assembly.frames).extracting(Got::bytes).containsExactly(new byte[] {1, 2, 3, 4});
    }

    @Test
    void aSecondBeginningIsMalformed() {
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.accept(1, true, 0x10, 4);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void aGapBreaksTheFrameBegunAndWhatFollowsOfIt() {
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.gap();
        assembly.gap();
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.accept(1, true, 0x00, 4);
        assembly.accept(2, true, 0x10, 0x01, 2, 3);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS));
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(2L);
    }

    @Test
    void aGapBetweenFramesBreaksNone() {
        assembly.accept(1, true, 0x10, 0x01, 2, 3);
        assembly.gap();
        assembly.accept(3, true, 0x10, 0x01, 2, 3);
        assertThat(assembly.broken).isEmpty();
        assertThat(assembly.frames).hasSize(2);
    }

    @Test
    void whatComesAfterTheMarkerIsToldOnce() {
        assembly.accept(1, true, 0x10, 0x01, 2, 3);
        assembly.accept(1, false, 0x00, 4);
        assembly.accept(1, true, 0x00, 5);
        assertThat(assembly.frames).hasSize(1);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void aTimeThatComesAgainIsAnotherFrame() {
        assembly.accept(1, false, 0x00, 4);
        assembly.accept(1, false, 0x00, 5);
        assembly.accept(2, true, 0x10, 0x01, 2, 3);
        assembly.accept(1, true, 0x00, 6);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS), new Broken(1, BrokenFrame.LOSS));
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(2L);
    }

    @Test
    void paddingIsNoPartOfAFrame() {
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.accept(0, true);
        assembly.accept(1, true, 0x00, 4);
        assertThat(assembly.frames).extracting(Got::bytes).containsExactly(new byte[] {1, 2, 3, 4});
    }

    @Test
    void aKeyFrameWithoutStartCodeSizeOrEnoughBytesIsMalformed() {
        int[] noCode = KEY.clone();
        noCode[5] = 2;
        int[] noWidth = KEY.clone();
        noWidth[7] = 0;
        noWidth[8] = 0xc0;
        assembly.accept(1, true, noCode);
        assembly.accept(2, true, noWidth);
        assembly.accept(3, true, Arrays.copyOf(KEY, 10));
        assembly.accept(4, true, 0x10, 0x01, 2);
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).extracting(Broken::cause).hasSize(4).containsOnly(BrokenFrame.MALFORMED);
    }

    @Test
    void aFrameThatIsTooLargeIsGivenUp() {
        byte[] piece = new byte[60_000];
        piece[0] = 0x10;
        piece[1] = 0x01;
        for (int i = 0; i < 80; i++) {
            assembly.accept(piece, 1, false);
            piece[0] = 0;
            assertThat(assembly.pool.lentBytes()).isLessThanOrEqualTo(FrameBufferPool.LARGEST);
        }
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.TOO_LARGE));
        assembly.accept(2, true, 0x10, 0x01, 2, 3);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(2L);
    }

    @Test
    void afterLettingGoItGoesOnWithTheNextFrame() {
        assembly.accept(1, false, 0x10, 0x01, 2, 3);
        assembly.letGo();
        assertThat(assembly.pool.lent()).isZero();
        assembly.letGo();
        assembly.accept(2, true, 0x10, 0x01, 2, 3);
        assertThat(assembly.frames).hasSize(1);
        assertThat(assembly.broken).isEmpty();
    }
}
