package dev.peerscribe.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.recording.RecordedPackets.Packet;
import dev.peerscribe.sender.SentAgainstRecorded.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison sees what is missing, what is wrong and what is late. */
class SentAgainstRecordedTest {
    private static final long FRAME = 20_000_000;
    private static final int LOOP = 40;
    private static final int SENT = 100;

    private final Clip clip = clip();
    private final List<SentFrame> sent = new ArrayList<>();
    private final List<Packet> packets = new ArrayList<>();

    @BeforeEach
    void recordsEverything() {
        for (int number = 0; number < SENT; number++) {
            long captured = 7_000_000_000L + number * FRAME;
            sent.add(new SentFrame(number, number % LOOP, 960 * number, true, captured, captured + 1));
            packets.add(packet(
                    number, number * 0.02, clip.frames().get(number % LOOP).bytes()));
        }
    }

    @Test
    void whatIsThereIsFoundThoughTheClipRepeats() {
        Stream stream = compared();
        assertThat(stream.sent()).isEqualTo(SENT);
        assertThat(stream.recorded()).isEqualTo(SENT);
        assertThat(stream.foreign()).isZero();
        assertThat(stream.share()).isEqualTo(1);
        assertThat(stream.longestHole()).isEqualTo(0.02, within(1e-6));
        assertThat(stream.unevenness()).isLessThan(1e-6);
        assertThat(stream.firstSentNanos()).isEqualTo(sent.getFirst().sentNanos());
    }

    @Test
    void aHoleIsCountedAndMeasured() {
        packets.subList(30, 50).clear();
        Stream stream = compared();
        assertThat(stream.sent()).isEqualTo(SENT);
        assertThat(stream.recorded()).isEqualTo(SENT - 20);
        assertThat(stream.longestHole()).isEqualTo(0.42, within(1e-6));
        assertThat(stream.unevenness()).isLessThan(1e-6);
    }

    @Test
    void theBeginningAndTheEndAreCountedOnTheirOwn() {
        packets.subList(0, 5).clear();
        packets.subList(packets.size() - 3, packets.size()).clear();
        Stream stream = compared();
        assertThat(List.of(stream.before(), stream.sent(), stream.recorded(), stream.after()))
                .containsExactly(5, SENT - 8, SENT - 8, 3);
    }

    @Test
    void oneOtherBitIsAnotherFrame() {
        byte[] bytes = packets.get(50).bytes().clone();
        bytes[3] ^= 1;
        packets.set(50, packet(50, packets.get(50).seconds(), bytes));
        Stream stream = compared();
        assertThat(stream.recorded()).isEqualTo(SENT - 1);
        assertThat(stream.foreign()).isEqualTo(1);
    }

    @Test
    void theSameFrameTwiceIsOnceTooOften() {
        packets.add(61, packets.get(60));
        assertThat(compared().foreign()).isEqualTo(1);
    }

    @Test
    void latenessDriftAndJumpsShow() {
        List<Packet> late = packets.stream()
                .map(packet -> packet(0, packet.seconds() * 1.01 + 0.5, packet.bytes()))
                .toList();
        Stream stream = SentAgainstRecorded.compare(sent, clip, late, false);
        assertThat(stream.recorded()).isEqualTo(SENT);
        assertThat(stream.medianLateness()).isEqualTo(0.51, within(0.001));
        assertThat(stream.drift()).isEqualTo(0.015, within(0.001));
    }

    @Test
    void nothingRecordedIsNothing() {
        Stream stream = SentAgainstRecorded.compare(sent, clip, List.of(), false);
        assertThat(stream.share()).isZero();
        assertThat(stream.before()).isEqualTo(SENT);
    }

    @Test
    void h264IsTheSameWhicheverWayItsUnitsAreFramed() {
        byte[] stream = {0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x65, 5, 6, 0, 0, 1, 0x41, 9, 0};
        byte[] prefixed = {0, 0, 0, 3, 0x65, 5, 6, 0, 0, 0, 2, 0x41, 9};
        assertThat(FrameContent.of(Codec.H264, prefixed, true)).isEqualTo(FrameContent.ofClip(Codec.H264, stream));
        prefixed[5] ^= 1;
        assertThat(FrameContent.of(Codec.H264, prefixed, true)).isNotEqualTo(FrameContent.ofClip(Codec.H264, stream));
    }

    @Test
    void av1IsTheSameWithAndWithoutADelimiterAndSizes() {
        byte[] unit = {0x0a, 1, 7, 0x32, 2, 8, 9};
        byte[] delimited = {0x12, 0, 0x0a, 1, 7, 0x30, 8, 9};
        assertThat(FrameContent.ofClip(Codec.AV1, delimited)).isEqualTo(FrameContent.ofClip(Codec.AV1, unit));
        delimited[7] ^= 1;
        assertThat(FrameContent.ofClip(Codec.AV1, delimited)).isNotEqualTo(FrameContent.ofClip(Codec.AV1, unit));
    }

    private Stream compared() {
        return SentAgainstRecorded.compare(sent, clip, packets, false);
    }

    private static Packet packet(int number, double seconds, byte[] bytes) {
        return new Packet(true, seconds, number == 0, bytes);
    }

    private static Clip clip() {
        List<Clip.Frame> frames = new ArrayList<>();
        for (int i = 0; i < LOOP; i++) {
            frames.add(new Clip.Frame(ByteBuffer.allocate(8).putInt(4, i).array(), true, 960L * i));
        }
        return new Clip(new Clip.Spec(Codec.OPUS, 0, 0, 50, 1, 1, 0), frames);
    }
}
