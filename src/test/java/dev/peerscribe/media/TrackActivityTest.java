package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrackActivityTest {
    private static final double SPEECH = 0.01;
    private static final double SILENCE = 0;

    private final List<String> told = new ArrayList<>();
    private int wakes;
    private long millis;
    private final TrackActivity activity = new TrackActivity(0, () -> wakes++);

    private final TrackActivity.Listener listener = new TrackActivity.Listener() {
        @Override
        public void muted(boolean now) {
            told.add(now ? "muted" : "unmuted");
        }

        @Override
        public void speaking(boolean now) {
            told.add(now ? "speaks" : "is silent");
        }
    };

    @Test
    void aTrackOfWhichNothingComesIsMutedUntilSomethingDoes() {
        pictures(1_000);
        passes(1_900);
        look();
        assertThat(told).isEmpty();
        passes(200);
        look();
        assertThat(told).containsExactly("muted");
        assertThat(wakes).as("the lane looks by itself").isZero();

        pictures(1_000);

        assertThat(wakes).as("once, however many frames come before it looks").isEqualTo(1);
        look();
        look();
        assertThat(told).containsExactly("muted", "unmuted");
    }

    @Test
    void soundThatIsNothingButDigitalSilenceIsMuted() {
        sound(0.000_001, 1_000);
        sound(SILENCE, 2_100);
        look();

        assertThat(told).containsExactly("muted");
    }

    @Test
    void soundOfUnknownLoudnessIsNotMutedAndNobodySpeaks() {
        sound(-1, 10_000);
        look();

        assertThat(told).isEmpty();
        assertThat(wakes).isZero();
    }

    @Test
    void whoSpeaksIsToldAsSoonAsThatIsHeard() {
        sound(SPEECH, 200);
        assertThat(wakes).isEqualTo(1);
        look();
        assertThat(activity.isSpeaking()).isTrue();
        sound(SILENCE, 1_200);
        assertThat(wakes).isEqualTo(2);
        look();

        assertThat(told).containsExactly("speaks", "is silent");
    }

    @Test
    void whoIsMutedInTheMiddleOfAWordHasStoppedToSpeak() {
        sound(SPEECH, 200);
        look();
        passes(2_100);
        look();
        assertThat(told).containsExactly("speaks", "is silent", "muted");

        sound(SPEECH, 200);
        look();

        assertThat(told).containsExactly("speaks", "is silent", "muted", "unmuted", "speaks");
    }

    @Test
    void whoIsAwayIsNotMutedButSpeaksNoMore() {
        sound(SPEECH, 200);
        look();

        for (int i = 0; i < 10; i++) {
            passes(1_000);
            activity.look(nanos(), true, listener);
        }
        passes(1_000);
        look();

        assertThat(told).startsWith("speaks", "is silent").doesNotContain("muted");
    }

    private void pictures(int forMillis) {
        for (int i = 0; i < forMillis; i += 40) {
            activity.signal(nanos());
            millis += 40;
        }
    }

    private void sound(double power, int forMillis) {
        for (int i = 0; i < forMillis; i += 20) {
            activity.sound(power, nanos(), nanos());
            millis += 20;
        }
    }

    private void passes(int forMillis) {
        millis += forMillis;
    }

    private void look() {
        activity.look(nanos(), false, listener);
    }

    private long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
