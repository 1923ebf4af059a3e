package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoundLatenessTest {
    private static final double UNKNOWN = Double.NaN;
    private static final long MILLISECOND = 1_000_000;

    private final SoundLateness lateness = new SoundLateness();

    @Test
    void whatIsPlayedByTheSendersClockTells() {
        assertThat(lateness.of(List.of(sound(1_000, 15, 100), picture(1_120, 5, 100))))
                .containsExactly(entry("picture", 120 * MILLISECOND));
        assertThat(lateness.of(List.of(sound(2_000, 25, 200), picture(1_950, 15, 200))))
                .containsExactly(entry("picture", -50 * MILLISECOND));
    }

    @Test
    void aClockThatStoodStillIsNotBelieved() {
        assertThat(lateness.of(List.of(sound(1_000, 15, 100), picture(6_000, 5, 100))))
                .containsExactly(entry("picture", 200 * MILLISECOND));
        assertThat(lateness.of(List.of(sound(9_000, 25, 200), picture(6_000, 55, 200))))
                .as("pictures held back for a sound that is not so late")
                .containsExactly(entry("picture", -500 * MILLISECOND));
    }

    @Test
    void untilThatIsKnownItIsHowMuchLongerSoundIsHeld() {
        assertThat(lateness.of(List.of(sound(UNKNOWN, 20, 100), picture(1_120, 5, 100))))
                .containsExactly(entry("picture", 150 * MILLISECOND));
        assertThat(lateness.of(List.of(sound(UNKNOWN, 50, 200), picture(1_120, 10, 200))))
                .as("since the last look")
                .containsExactly(entry("picture", 250 * MILLISECOND));
    }

    @Test
    void whereNothingIsPlayedNothingIsTold() {
        assertThat(lateness.of(List.of(sound(UNKNOWN, 0, 0), picture(UNKNOWN, 5, 100))))
                .isEmpty();
        assertThat(lateness.of(List.of(sound(UNKNOWN, 10, 100), picture(UNKNOWN, 5, 100))))
                .as("no picture since the last look")
                .isEmpty();
        assertThat(lateness.of(List.of(picture(1_000, 10, 200)))).containsExactly(entry("picture", 0L));
        assertThat(lateness.of(List.of())).isEmpty();
    }

    @Test
    void ofSeveralSoundsNobodySaysWhichBelongsToAPicture() {
        Playout other = new Playout("other", TrackKind.AUDIO, 500, 10, 100);

        assertThat(lateness.of(List.of(sound(1_000, 15, 100), other, picture(1_120, 1, 100))))
                .containsExactly(entry("picture", 0L));
    }

    private static Playout sound(double played, double held, long count) {
        return new Playout("sound", TrackKind.AUDIO, played, held, count);
    }

    private static Playout picture(double played, double held, long count) {
        return new Playout("picture", TrackKind.VIDEO, played, held, count);
    }
}
