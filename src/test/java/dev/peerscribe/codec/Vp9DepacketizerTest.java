package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9628, byte by byte. */
class Vp9DepacketizerTest {
    private static final int BEGINS = 0x08;
    private static final int ENDS = 0x04;
    private static final int WHOLE = BEGINS | ENDS;
    private static final int LAYERED = 0x20;

    private final Assembly assembly = new Assembly(Codec.VP9);

    @AfterEach
    void everyBufferIsGivenBack() {
        assembly.close();
        assertThat(assembly.pool.lent()).isZero();
    }

    /** The header of a key frame (VP9 bitstream specification §6.2), then some bytes. */
    static byte[] key(int profile, int width, int height) {
        BitWriter bits = new BitWriter().bits(2, 2).bits(1, profile & 1).bits(1, profile >> 1);
        if (profile == 3) {
            bits.bits(1, 0);
        }
        bits.bits(1, 0).bits(1, 0).bits(1, 1).bits(1, 1).bits(24, 0x498342);
        if (profile >= 2) {
            bits.bits(1, 1);
        }
        bits.bits(3, 2).bits(1, 0);
        if ((profile & 1) == 1) {
            bits.bits(3, 0);
        }
        return rest(bits.bits(16, width - 1).bits(16, height - 1).bits(1, 0), width);
    }

    /** A frame that is predicted, of its own size or that of its second reference. */
    static byte[] predicted(boolean shown, boolean ownSize, int width) {
        BitWriter bits = new BitWriter()
                .bits(2, 2)
                .bits(2, 0)
                .bits(1, 0)
                .bits(1, 1)
                .flag(shown)
                .bits(1, 1);
        if (!shown) {
            bits.bits(1, 0); // intra_only
        }
        bits.bits(8, 1).bits(12, 0b0000_0010_0100);
        if (ownSize) {
            bits.bits(3, 0).bits(16, width - 1).bits(16, 89);
        } else {
            bits.bits(2, 1);
        }
        return rest(bits.bits(1, 1).bits(32, 0).bits(1, 0).bits(1, 0).bits(2, 0), width);
    }

    /** From refresh_frame_context on, or what there is of it in a frame that is resilient, with all there may be. */
    private static byte[] rest(BitWriter bits, int width) {
        bits.bits(2, 0).bits(9, 100).bits(2, 3);
        for (int i = 0; i < 6; i++) {
            bits.bits(1, i & 1).bits((i & 1) * 7, 9);
        }
        bits.bits(8, 60).bits(1, 1).bits(5, 3).bits(2, 0); // quantization
        bits.bits(2, 3); // segmentation, of the map
        for (int i = 0; i < 7; i++) {
            bits.bits(1, 1).bits(8, 77);
        }
        bits.bits(1, 1).bits(3, 0).bits(1, 1).bits(1, 0);
        for (int i = 0; i < 8; i++) {
            bits.bits(1, 1)
                    .bits(9, 5)
                    .bits(1, 1)
                    .bits(7, 3)
                    .bits(1, 1)
                    .bits(2, 1)
                    .bits(1, 1);
        }
        for (int log2 = 0; ((width + 63) / 64) >> (log2 + 1) >= 4; log2++) {
            bits.bits(1, 1); // as many tiles as there may be
        }
        bits.bits(1, 1).bits(1, 0).bits(16, 20);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(bits.bytes());
        frame.writeBytes(new byte[] {1, 2, 3, 4, 5});
        return frame.toByteArray();
    }

    private void accept(long timestamp, boolean marker, byte[] frame, int... descriptor) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int next : descriptor) {
            payload.write(next);
        }
        payload.writeBytes(frame);
        assembly.accept(payload.toByteArray(), timestamp, marker);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aKeyFrameSaysItsSizeInEveryProfile(int profile) {
        accept(1, true, key(profile, 4096, 2160), WHOLE);
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(frame.bytes()).isEqualTo(key(profile, 4096, 2160));
            assertThat(frame.key()).isTrue();
            assertThat(frame.width()).isEqualTo(4096);
            assertThat(frame.height()).isEqualTo(2160);
        });
    }

    @Test
    void laterFramesAreOfTheirReferencesSizeOrTheirOwn() {
        accept(0, true, predicted(true, false, 640), 0x40 | WHOLE);
        accept(1, true, key(0, 640, 360), WHOLE);
        accept(2, true, predicted(true, false, 640), 0x40 | WHOLE);
        accept(3, true, predicted(true, true, 160), 0x40 | WHOLE);
        accept(4, true, predicted(true, false, 640), 0x40 | WHOLE); // slot 1 was not refreshed
        assertThat(assembly.broken).isEmpty();
        assertThat(assembly.frames).extracting(Got::width).containsExactly(0, 640, 640, 160, 640);
        assertThat(assembly.frames).extracting(Got::height).containsExactly(0, 360, 360, 90, 360);
        assertThat(assembly.frames).extracting(Got::key).containsExactly(false, true, false, false, false);
        assertThat(assembly.frames).extracting(Got::referenced).containsOnly(true);
    }

    @Test
    void aFrameShownAgainIsOfItsOwnSize() {
        accept(1, true, key(0, 640, 360), WHOLE);
        accept(2, true, new byte[] {(byte) 0b1000_1011, 0}, 0x40 | WHOLE);
        assertThat(assembly.frames).extracting(Got::width).containsExactly(640, 640);
        assertThat(assembly.frames).extracting(Got::key).containsExactly(true, false);
    }

    @Test
    void lowerLayersAreNotShownAndTheIndexSaysTheirSizes() {
        byte[] lowest = key(0, 320, 180);
        byte[] middle = predicted(true, true, 640);
        byte[] highest = predicted(true, true, 1280);
        accept(1, false, lowest, LAYERED | WHOLE, 0, 0);
        accept(1, false, middle, LAYERED | WHOLE, 3, 0);
        accept(1, true, highest, LAYERED | WHOLE, 5, 0);
        byte[] hiddenMiddle = predicted(false, true, 640);
        byte[] hiddenLowest = lowest.clone();
        hiddenLowest[0] &= ~0b10;
        ByteArrayOutputStream superframe = new ByteArrayOutputStream();
        superframe.writeBytes(hiddenLowest);
        superframe.writeBytes(hiddenMiddle);
        superframe.writeBytes(highest);
        superframe.write(0b110_00_010);
        superframe.write(hiddenLowest.length);
        superframe.write(hiddenMiddle.length);
        superframe.write(highest.length);
        superframe.write(0b110_00_010);
        assertThat(assembly.frames).singleElement().satisfies(frame -> {
            assertThat(HexFormat.of().formatHex(frame.bytes()))
                    .isEqualTo(HexFormat.of().formatHex(superframe.toByteArray()));
            assertThat(frame.width()).isEqualTo(1280);
            assertThat(frame.key()).isTrue();
        });
    }

    @Test
    void aLayerThatIsAlreadyASuperframeCannotBeInAnother() {
        byte[] frame = key(0, 320, 180);
        frame[frame.length - 1] = (byte) 0b110_00_000;
        accept(1, true, frame, LAYERED | WHOLE, 0, 0);
        accept(2, false, frame, LAYERED | WHOLE, 0, 0);
        accept(2, true, predicted(true, true, 640), LAYERED | WHOLE, 3, 0);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(1L);
        assertThat(assembly.broken).containsExactly(new Broken(2, BrokenFrame.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // nothing but what must be there
                "8011", // picture ID of 7 bits
                "80ff11", // of 15 bits
                "200011", // layer indices, TL0PICIDX
                "3000", // flexible
                "d011030306", // three references
                "0200", // a scalability structure of nothing
            })
    void everyDescriptorIsTakenOff(String hex) {
        byte[] descriptor = HexFormat.of().parseHex(hex);
        descriptor[0] |= WHOLE;
        byte[] frame = key(0, 640, 360);
        int[] numbers = new int[descriptor.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = descriptor[i] & 0xff;
        }
        accept(1, true, frame, numbers);
        assertThat(assembly.frames).extracting(Got::bytes).containsExactly(frame);
    }

    @Test
    void aScalabilityStructureIsTakenOff() {
        byte[] frame = key(0, 640, 360);
        // two layers with their sizes; three pictures with no, one and three references
        accept(1, true, frame, 0x02 | WHOLE, 0x38, 1, 64, 0, 180, 2, 128, 1, 104, 3, 0x00, 0x14, 1, 0x1c, 1, 2, 3);
        assertThat(assembly.frames).extracting(Got::bytes).containsExactly(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0c", // no frame
                "8c", // no picture ID
                "8cff", // half a picture ID
                "2c", // no layer indices
                "2c00", // no TL0PICIDX
                "5c", // no reference
                "5c030303", // a fourth reference
                "0e", // no scalability structure
                "0e100140", // half of it
                "0e0803", // no picture of it
                "0e08010c01", // no references of it
                "0c42000000", // no frame marker
                "0c82000000", // no sync code
                "0c8249834200", // cut off
                "0c86", // cut off
            })
    void whatBreaksTheRulesIsMalformed(String payload) {
        assembly.accept(HexFormat.of().parseHex(payload), 1, true);
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.MALFORMED));
    }

    @Test
    void layersThatDoNotFitAreMalformed() {
        byte[] frame = key(0, 320, 180);
        accept(1, false, frame, LAYERED | WHOLE, 2, 0);
        accept(1, false, frame, LAYERED | WHOLE, 0, 0); // lower after higher
        accept(2, false, frame, LAYERED | BEGINS, 0, 0);
        accept(2, false, frame, LAYERED | WHOLE, 2, 0); // before the lower one ended
        accept(3, false, frame, LAYERED | BEGINS, 0, 0);
        accept(3, false, frame, LAYERED | ENDS, 2, 0); // ends another one
        accept(4, false, frame, LAYERED | WHOLE, 0, 0);
        accept(4, false, frame, LAYERED | ENDS, 0, 0); // goes on after its end
        accept(5, true, frame, LAYERED | BEGINS, 0, 0); // does not end
        assertThat(assembly.frames).isEmpty();
        assertThat(assembly.broken).extracting(Broken::timestamp).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(assembly.broken).extracting(Broken::cause).contains(BrokenFrame.MALFORMED);
    }

    @Test
    void aFrameThatDoesNotBeginWithItsBeginningHasLostIt() {
        accept(1, true, key(0, 320, 180), ENDS);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS));
    }

    @Test
    void aLayerWithoutTheOneItNeedsIsLoss() {
        accept(0, true, key(0, 320, 180), LAYERED | WHOLE, 0, 0);
        accept(1, false, predicted(true, true, 320), LAYERED | WHOLE, 0, 0);
        accept(1, true, predicted(true, true, 1280), LAYERED | WHOLE, 5, 0);
        accept(2, true, predicted(true, true, 640), LAYERED | WHOLE, 2, 0);
        assembly.gap();
        accept(3, true, predicted(true, true, 640), LAYERED | WHOLE, 2, 0);
        assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(0L, 2L);
        assertThat(assembly.broken).containsExactly(new Broken(1, BrokenFrame.LOSS), new Broken(3, BrokenFrame.LOSS));
    }
}
