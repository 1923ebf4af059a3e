package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.FakeVoice;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.TestPicture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When frames leave, in virtual time. */
class VoicePathTest {
    private final FakeVoice voice = new FakeVoice(Set.of(TrackKind.values()));
    private long now = TimeUnit.HOURS.toNanos(1);
    private final VoicePath path = new VoicePath(voice, 1, () -> now, (kind, bytes) -> {});

    @AfterEach
    void nothingIsHeld() {
        path.close();
        assertThat(TestPicture.OPEN).hasValue(0);
    }

    @Test
    void aPictureThatIsDueLeavesAtOnce() throws FfmpegException {
        picture(-30);
        picture(5);
        assertThat(voice.pictures()).isEqualTo(2);
    }

    @Test
    void aPictureWhoseSoundComesLaterWaitsForIt() throws FfmpegException {
        long begin = now;
        picture(150);
        while (voice.pictures() == 0) {
            assertThat(now - begin).isLessThan(TimeUnit.SECONDS.toNanos(1));
            pass(10);
            sound();
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(now - begin)).isBetween(140L, 150L);
    }

    @Test
    void whatWaitsIsBounded() throws FfmpegException {
        for (int i = 0; i < 100; i++) {
            picture(200 + i);
        }
        assertThat(voice.pictures()).isEqualTo(68);
    }

    @Test
    void picturesOfGreatSizeWaitInSmallNumbers() throws FfmpegException {
        for (int i = 0; i < 8; i++) {
            try (TestPicture large = TestPicture.plain(now + TimeUnit.SECONDS.toNanos(1) + i, 3840, 2160, 100, 0)) {
                path.send(large);
            }
        }
        assertThat(voice.pictures()).isEqualTo(3);
    }

    @Test
    void theLastPictureLeavesThoughNoFrameFollowsIt() throws FfmpegException {
        picture(150);
        pass(150);
        path.sendDue();
        assertThat(voice.pictures()).isEqualTo(1);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void picture(long millisFromNow) throws FfmpegException {
        try (TestPicture picture =
                TestPicture.plain(now + TimeUnit.MILLISECONDS.toNanos(millisFromNow), 16, 16, 100, 0)) {
            path.send(picture);
        }
    }

    private void sound() throws FfmpegException {
        path.send(new AudioBlock(now, new byte[960], 48_000, 1));
    }
}
