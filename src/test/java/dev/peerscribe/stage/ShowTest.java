package dev.peerscribe.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.PlainPicture;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.recording.TestPicture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a live stage makes of frames, in virtual time. */
class ShowTest {
    private static final long EPOCH = 1_000_000_000L;
    private static final ByteBuffer LITTLE = ByteBuffer.allocateDirect(16);
    private static final int BACKGROUND = 16;
    private static final int WITHOUT_PICTURE = 40;

    private final List<MediaFrame> made = new ArrayList<>();
    private final List<TrackKind> dropped = new ArrayList<>();
    private Show show = show(Layout.GRID);
    private long millis;

    private Show show(Layout layout) {
        return new Show(new StageFormat(layout, 320, 180, 25), made::add, dropped::add, EPOCH);
    }

    @AfterEach
    void nothingIsLeft() {
        show.close();
        made.forEach(MediaFrame::close);
        assertThat(TestPicture.OPEN).hasValue(0);
    }

    @Test
    void nothingIsMadeBeforeSomebodyIsThere() throws FfmpegException {
        until(2000);
        assertThat(made).isEmpty();
    }

    @Test
    void everybodyIsInThePictureSideBySide() throws FfmpegException {
        Seat ada = show.seat("Ada");
        Seat ben = show.seat("Ben");
        ada.pictures().accept(picture(0, 220));
        ben.pictures().accept(picture(0, 90));
        until(1000);

        assertThat(luma(80, 60)).isCloseTo(220, within(6));
        assertThat(luma(240, 60)).isCloseTo(90, within(6));
        assertThat(pictures()).hasSizeBetween(20, 26);
    }

    @Test
    void picturesComeAtAnEvenPaceAndSoundWithoutAHole() throws FfmpegException {
        show.seat("Ada");
        until(3000);

        List<VideoPicture> pictures = pictures();
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).presentationNanos() - pictures.get(i - 1).presentationNanos())
                    .isEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
        }
        List<AudioBlock> blocks = blocks();
        for (int i = 1; i < blocks.size(); i++) {
            assertThat(blocks.get(i).presentationNanos() - blocks.get(i - 1).presentationNanos())
                    .isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(blocks).hasSizeBetween(140, 150);
    }

    @Test
    void aPictureIsSeenWhenTheSoundOfItsTimeIsHeard() throws FfmpegException {
        Seat ada = show.seat("Ada");
        MediaBySecond media = new MediaBySecond(ada);
        while (millis < 4000) {
            media.push(millis);
            until(millis + 10);
        }

        double flash = pictures().stream()
                .filter(picture -> (picture.y().get(20 * picture.strideY() + 160) & 255) > 150)
                .filter(picture -> picture.presentationNanos() > EPOCH + TimeUnit.SECONDS.toNanos(1) / 2)
                .findFirst()
                .orElseThrow()
                .presentationNanos();
        double beep = blocks().stream()
                .filter(block -> loud(block) > 0.01)
                .filter(block -> block.presentationNanos() > EPOCH + TimeUnit.SECONDS.toNanos(1) / 2)
                .findFirst()
                .orElseThrow()
                .presentationNanos();
        assertThat((beep - flash) / 1e6).isBetween(-45.0, 25.0);
    }

    @Test
    void theSoundsOfAllAreHeardAtOnce() throws FfmpegException {
        Seat ada = show.seat("Ada");
        Seat ben = show.seat("Ben");
        var one = ada.sound("a");
        var other = ben.sound("b");
        while (millis < 1500) {
            one.accept(tone(millis, 400, 3000));
            other.accept(tone(millis, 1000, 3000));
            until(millis + 10);
        }

        AudioBlock last = blocks().getLast();
        assertThat(strength(last, 400)).isCloseTo(strength(last, 1000), within(0.02));
        assertThat(strength(last, 400)).isGreaterThan(0.05);
        assertThat(strength(last, 700)).isLessThan(0.02);
    }

    @Test
    void soundThatWouldBeTooLoudIsBentAndDoesNotTurnOver() throws FfmpegException {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            seats.add(show.seat("Speaker " + i));
        }
        var sinks = seats.stream().map(seat -> seat.sound("loud")).toList();
        while (millis < 1000) {
            sinks.forEach(sink -> sink.accept(tone(millis, 400, 30_000)));
            until(millis + 10);
        }

        AudioBlock last = blocks().getLast();
        int jump = 0;
        for (int i = 1; i < last.samples(); i++) {
            jump = Math.max(jump, Math.abs(sample(last, i) - sample(last, i - 1)));
        }
        assertThat(jump).isLessThan(30_000);
    }

    @Test
    void whoSpeaksHasTheLargePlace() throws FfmpegException {
        show.close();
        show = show(Layout.SPEAKER);
        Seat ada = show.seat("Ada");
        Seat ben = show.seat("Ben");
        var bensVoice = ben.sound("b");
        while (millis < 4000) {
            ada.pictures().accept(picture(millis, 220));
            ben.pictures().accept(picture(millis, 90));
            bensVoice.accept(tone(millis, 500, 8000));
            until(millis + 10);
        }

        assertThat(luma(160, 60)).isCloseTo(90, within(6));
    }

    @Test
    void aPictureThatIsOverMakesRoomForTheNameAtOnceAndOneThatStandsStillAfterAWhile() throws FfmpegException {
        Seat ada = show.seat("");
        ada.pictures().accept(picture(0, 220));
        until(500);
        assertThat(luma(160, 60)).isCloseTo(220, within(6));
        ada.dark();
        until(millis + 80);
        assertThat(luma(160, 60)).isEqualTo(WITHOUT_PICTURE);

        ada.pictures().accept(picture(millis, 220));
        until(millis + 9_000);
        assertThat(luma(160, 60)).isCloseTo(220, within(6));
        until(millis + 2_000);
        assertThat(luma(160, 60)).isEqualTo(WITHOUT_PICTURE);
    }

    @Test
    void whoLeavesIsSeenNoMoreAndTheShowGoesOn() throws FfmpegException {
        Seat ada = show.seat("Ada");
        ada.pictures().accept(picture(0, 220));
        until(500);
        ada.leave();
        until(1000);

        assertThat(luma(160, 60)).isEqualTo(BACKGROUND);
        int before = pictures().size();
        until(2000);
        assertThat(pictures()).hasSizeGreaterThan(before + 20);
        ada.pictures().accept(picture(millis, 220));
        ada.sound("late").accept(tone(millis, 400, 3000));
        until(2500);
    }

    @Test
    void nothingIsHeldOfWhoLeft() throws FfmpegException {
        Seat ada = show.seat("Ada");
        ada.sound("voice").accept(tone(0, 400, 3000));
        ada.pictures().accept(picture(0, 220));
        until(500);
        ada.pictures().accept(picture(millis + 500, 220));
        ada.silent("voice");
        ada.leave();
        until(600);

        assertThat(show.isEmpty()).isTrue();
    }

    @Test
    void picturesTooLargeToWaitAreLeftOut() throws FfmpegException {
        Seat ada = show.seat("Ada");
        for (int i = 0; i < 16; i++) {
            ada.pictures().accept(TestPicture.plain(EPOCH + i, 7680, 4320, 200, 0));
        }
        assertThat(TestPicture.OPEN.get()).isLessThanOrEqualTo(6);
        dropped.clear();
        ada.pictures().accept(TestPicture.plain(EPOCH + 20, 9000, 6000, 200, 0));
        assertThat(dropped).containsExactly(TrackKind.VIDEO);
        until(200);
        assertThat(TestPicture.OPEN).hasValue(0);
    }

    @Test
    void picturesOfAnySizeAndAngleAreShownWholeAndThoseThatLieAreLeftOut() throws FfmpegException {
        Seat ada = show.seat("Ada");
        int[][] sizes = {{2, 2}, {641, 479}, {1920, 1080}, {90, 160}, {320, 2}};
        for (int[] size : sizes) {
            ada.pictures().accept(TestPicture.plain(EPOCH + millis * 1_000_000, size[0], size[1], 200, 0));
            until(millis + 200);
        }
        assertThat(pictures()).hasSizeGreaterThan(15);
        ada.pictures().accept(new PlainPicture(EPOCH, 1280, 720, LITTLE, LITTLE, LITTLE));
        ada.sound("a").accept(new AudioBlock(EPOCH, new byte[3], 48_000, 1));
        ada.sound("b").accept(new AudioBlock(EPOCH, new byte[4], 1, 7));
        until(millis + 200);
    }

    @Test
    void whatIsNotTakenAwayIsBoundedAndWhatFindsNoRoomIsTold() throws FfmpegException {
        Seat ada = show.seat("Ada");
        var sound = ada.sound("a");
        for (int i = 0; i < 1000; i++) {
            ada.pictures().accept(picture(i * 40L, 200));
            sound.accept(tone(i * 10L, 400, 3000));
        }
        assertThat(TestPicture.OPEN.get()).isLessThanOrEqualTo(32);
        assertThat(dropped).filteredOn(TrackKind.VIDEO::equals).hasSize(1000 - TestPicture.OPEN.get());
        assertThat(dropped).filteredOn(TrackKind.AUDIO::equals).hasSize(900);
        until(60_000);
        assertThat(TestPicture.OPEN).hasValue(0);
    }

    @Test
    void aShowThatWasHeldUpLeavesOutWhatIsOver() throws FfmpegException {
        show.seat("Ada");
        until(1000);
        int pictures = pictures().size();
        int blocks = blocks().size();
        millis = 11_000;
        show.advance(now());

        assertThat(pictures()).hasSize(pictures + 1);
        assertThat(blocks()).hasSizeBetween(blocks + 20, blocks + 26);
    }

    @Test
    void moreThanHavePlacesAreHeardAllTheSame() throws FfmpegException {
        for (int i = 0; i < 40; i++) {
            show.seat("Guest " + i).pictures().accept(picture(0, 100 + i));
        }
        Seat last = show.seat("Last");
        var voice = last.sound("v");
        while (millis < 1000) {
            voice.accept(tone(millis, 400, 6000));
            until(millis + 10);
        }
        assertThat(strength(blocks().getLast(), 400)).isGreaterThan(0.1);
    }

    private void until(long time) throws FfmpegException {
        for (; millis < time; millis += 10) {
            show.advance(now());
        }
    }

    private long now() {
        return EPOCH + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static TestPicture picture(long millis, int luma) {
        return TestPicture.plain(EPOCH + TimeUnit.MILLISECONDS.toNanos(millis), 320, 180, luma, 0);
    }

    private static AudioBlock tone(long millis, int hertz, int amplitude) {
        byte[] pcm = new byte[960];
        for (int i = 0; i < 480; i++) {
            int sample = (int) (amplitude * Math.sin(2 * Math.PI * hertz * (millis / 1000.0 + i / 48_000.0)));
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return new AudioBlock(EPOCH + TimeUnit.MILLISECONDS.toNanos(millis), pcm, 48_000, 1);
    }

    private List<VideoPicture> pictures() {
        return made.stream()
                .filter(VideoPicture.class::isInstance)
                .map(VideoPicture.class::cast)
                .toList();
    }

    private List<AudioBlock> blocks() {
        return made.stream()
                .filter(AudioBlock.class::isInstance)
                .map(AudioBlock.class::cast)
                .toList();
    }

    private int luma(int x, int y) {
        VideoPicture last = pictures().getLast();
        return last.y().get(y * last.strideY() + x) & 255;
    }

    private static int sample(AudioBlock block, int index) {
        return (block.pcm()[4 * index] & 255) | (block.pcm()[4 * index + 1] << 8);
    }

    private static double loud(AudioBlock block) {
        double squares = 0;
        for (int i = 0; i < block.samples(); i++) {
            squares += Math.pow(sample(block, i) / 32_768.0, 2);
        }
        return Math.sqrt(squares / block.samples());
    }

    /** The amplitude of one frequency (Goertzel), of which whole periods fit. */
    private static double strength(AudioBlock block, int hertz) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < block.samples(); i++) {
            double angle = 2 * Math.PI * hertz * i / 48_000;
            re += sample(block, i) / 32_768.0 * Math.cos(angle);
            im += sample(block, i) / 32_768.0 * Math.sin(angle);
        }
        return 2 * Math.hypot(re, im) / block.samples();
    }

    /** A flash and a beep in the first tenth of each second. */
    private static final class MediaBySecond {
        private final Seat seat;
        private final MediaSink sound;

        MediaBySecond(Seat seat) {
            this.seat = seat;
            sound = seat.sound("voice");
        }

        void push(long millis) {
            boolean event = millis % 1000 < 100;
            if (millis % 40 == 0) {
                seat.pictures().accept(picture(millis, event ? 230 : 60));
            }
            sound.accept(tone(millis, 1000, event ? 12_000 : 0));
        }
    }
}
