package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoundLatenessTest {
    private static final long MILLISECOND = 1_000_000;

    private final SoundLateness lateness = new SoundLateness();

    @Test
    void itIsHowMuchLongerSoundIsHeldThanPictures() {
        assertThat(lateness.of(List.of(sound(20, 100), picture(5, 100))))
                .containsExactly(entry("picture", 150 * MILLISECOND));
        assertThat(lateness.of(List.of(sound(50, 200), picture(10, 200))))
                .as("since the last look")
                .containsExactly(entry("picture", 250 * MILLISECOND));
        assertThat(lateness.of(List.of(sound(51, 300), picture(30, 300))))
                .as("pictures held for longer than sound")
                .containsExactly(entry("picture", -190 * MILLISECOND));
    }

    @Test
    void whereNothingIsPlayedNothingIsTold() {
        assertThat(lateness.of(List.of(sound(0, 0), picture(5, 100)))).isEmpty();
        assertThat(lateness.of(List.of(sound(10, 100), picture(5, 100))))
                .as("no picture since the last look")
                .isEmpty();
        assertThat(lateness.of(List.of(picture(10, 200)))).containsExactly(entry("picture", 0L));
        assertThat(lateness.of(List.of())).isEmpty();
    }

    @Test
    void ofSeveralSoundsThoseThatPlayAreTakenTogether() {
        Playout other = new Playout("other", TrackKind.AUDIO, 10, 100);
        Playout silent = new Playout("silent", TrackKind.AUDIO, 0, 0);

        assertThat(lateness.of(List.of(sound(16, 100), other, silent, picture(1, 100))))
                .containsExactly(entry("picture", 120 * MILLISECOND));
    }

    private static Playout sound(double held, long count) {
        return new Playout("sound", TrackKind.AUDIO, held, count);
    }

    private static Playout picture(double held, long count) {
        return new Playout("picture", TrackKind.VIDEO, held, count);
    }
}
