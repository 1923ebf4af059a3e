package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrackFanOutTest {
    private final MediaMetrics metrics = new MediaMetrics(new SimpleMeterRegistry());
    private int wakes;
    private final TrackFanOut pictures = new TrackFanOut("v", TrackKind.VIDEO, EngineKind.WEBRTC, metrics, track -> {});
    private final TrackFanOut sound =
            new TrackFanOut("a", TrackKind.AUDIO, EngineKind.WEBRTC, metrics, track -> wakes++);

    @AfterEach
    void everyHoldIsGivenBack() {
        assertThat(FakeSentFrame.OPEN).hasValue(0);
    }

    @Test
    void everySinkHoldsAnEncodedFrameOfItsOwn() {
        List<MediaFrame> first = new ArrayList<>();
        List<MediaFrame> second = new ArrayList<>();
        pictures.attach(first::add);
        pictures.attach(second::add);
        pictures.attach(frame -> {
            throw new IllegalStateException("a sink that is broken");
        });
        FakeSentFrame frame = picture(true, 320, 180);
        pictures.accept(frame);
        assertThat(frame.holds()).isEqualTo(2);
        first.getFirst().close();
        assertThat(((EncodedFrame) second.getFirst()).data().get(0)).isEqualTo((byte) 7);
        second.getFirst().close();
        assertThat(frame.holds()).isZero();
    }

    @Test
    void theSizeIsThatOfTheLatestKeyFrame() {
        pictures.accept(picture(false, 9, 9));
        assertThat(pictures.snapshot().width()).isNull();
        pictures.accept(picture(true, 320, 180));
        pictures.accept(picture(false, 0, 0));
        assertThat(pictures.snapshot().width()).isEqualTo(320);
        assertThat(pictures.snapshot().height()).isEqualTo(180);
        assertThat(pictures.snapshot().framesReceived()).isEqualTo(3);
    }

    @Test
    void theLevelIsWhatTheSenderSays() {
        speak(20, 100);
        assertThat(sound.snapshot().level()).isCloseTo(0.1, within(0.001));
        speak(127, 100);
        assertThat(sound.snapshot().level()).isZero();
        speak(0, 100);
        assertThat(sound.snapshot().level()).isEqualTo(1);
        speak(-1, 1);
        assertThat(sound.snapshot().level()).as("nobody says").isNull();
    }

    @Test
    void whoSpeaksIsToldOnceHoweverOftenItIsLooked() {
        List<Boolean> told = new ArrayList<>();
        TrackActivity.Listener listener = new TrackActivity.Listener() {
            @Override
            public void muted(boolean now) {
                throw new AssertionError("it is not muted");
            }

            @Override
            public void speaking(boolean now) {
                told.add(now);
            }
        };
        for (int millis = 0; millis < 200; millis += 20) {
            sound.accept(FakeSentFrame.of(
                    FakeSentFrame.sound(TimeUnit.MILLISECONDS.toNanos(millis)).level(25), new byte[] {1}));
        }
        assertThat(wakes).isEqualTo(1);
        sound.look(listener);
        sound.look(listener);
        assertThat(told).containsExactly(true);
        assertThat(sound.snapshot().speaking()).isTrue();
    }

    @Test
    void encodedFramesAreHandedOnWhileThePeerIsAway() {
        List<MediaFrame> got = new ArrayList<>();
        pictures.attach(got::add);
        pictures.suspend(true);
        pictures.accept(picture(true, 320, 180));
        pictures.accept(new FakePicture());
        assertThat(got).hasSize(1);
        got.getFirst().close();
    }

    @Test
    void ofAPeerThatNobodyWantsToHearNothingIsHandedOn() {
        List<MediaFrame> got = new ArrayList<>();
        pictures.attach(got::add);
        pictures.silence();
        pictures.suspend(false);
        pictures.accept(picture(true, 320, 180));
        pictures.accept(new FakePicture());
        assertThat(got).isEmpty();
    }

    private void speak(int level, int frames) {
        for (int i = 0; i < frames; i++) {
            sound.accept(FakeSentFrame.of(FakeSentFrame.sound(i).level(level), new byte[] {1}));
        }
    }

    private static FakeSentFrame picture(boolean key, int width, int height) {
        return FakeSentFrame.of(FakeSentFrame.picture(Codec.VP8, 0, key, width, height), new byte[] {7});
    }
}
