package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpeechDetectorTest {
    private static final double SPEECH = decibels(-25);
    private static final double MURMUR = decibels(-45);
    private static final double ROOM = decibels(-60);
    private static final int FRAME = 20;

    private final SpeechDetector detector = new SpeechDetector();
    private long millis;
    private int changes;
    private boolean speaks;

    @Test
    void speechIsHeardWithinATenthOfASecond() {
        hears(ROOM, 1_000);
        assertThat(speaks).isFalse();

        hears(SPEECH, 100);

        assertThat(speaks).isTrue();
    }

    @Test
    void aClickIsNoSpeechHoweverOftenItComes() {
        for (int i = 0; i < 50; i++) {
            hears(SPEECH, 2 * FRAME);
            hears(ROOM, 300);
        }

        assertThat(changes).isZero();
    }

    @Test
    void aPauseForBreathIsNoEnd() {
        hears(SPEECH, 500);
        hears(ROOM, 900);
        assertThat(speaks).isTrue();
        hears(SPEECH, FRAME);
        hears(ROOM, 900);
        assertThat(speaks).isTrue();

        hears(ROOM, 200);

        assertThat(speaks).isFalse();
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void whatIsTooQuietToBeginGoesOnWithIt() {
        hears(MURMUR, 5_000);
        assertThat(speaks).isFalse();
        hears(SPEECH, 100);

        hears(MURMUR, 5_000);

        assertThat(speaks).isTrue();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void nobodyMakesItChangeItsMindMoreThanTwiceASecond() {
        long state = 7;
        for (int i = 0; i < 50 * 60; i++) {
            state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            hears(state < 0 ? 1 : 0, FRAME);
        }

        assertThat(changes).isLessThanOrEqualTo(2 * 60);
    }

    private void hears(double power, int forMillis) {
        for (int i = 0; i < forMillis; i += FRAME) {
            boolean now = detector.add(power, TimeUnit.MILLISECONDS.toNanos(millis));
            changes += now == speaks ? 0 : 1;
            speaks = now;
            millis += FRAME;
        }
    }

    private static double decibels(double below) {
        return Math.pow(10, below / 10);
    }
}
