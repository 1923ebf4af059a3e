package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.fakes.FakeVoice;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordingBeside;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A participant of one meeting in another one. */
@Timeout(60)
class MeetingRelayTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String OTHER = "0123456789abcdef";

    @TempDir
    Path directory;

    private RelayBench bench;

    @BeforeEach
    void begin() {
        bench = new RelayBench(directory, "allowed-targets=meeting:");
        bench.sessions.speakable(OTHER);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void soundAndPictureOfAParticipantGoOutInTheOtherMeeting() {
        String relay = bench.begin(OTHER);
        bench.talks("ada", 320, 180);
        bench.awaitState(relay, RelayState.LIVE);
        bench.awaitPictures(relay, 10);
        FakeVoice voice = voice();
        assertThat(voice.kinds()).containsExactlyInAnyOrder(TrackKind.AUDIO, TrackKind.VIDEO);
        assertThat(voice.blocks())
                .hasSizeGreaterThan(20)
                .allMatch(block -> block.samples() == 480 && block.sampleRate() == 48_000);
        assertThat(bench.relay(relay).frames().sounds()).isPositive();
        assertThat(bench.relay(relay).participant()).isEqualTo("ada");

        assertThat(bench.service.end(RelayBench.MEETING, relay)).isTrue();
        await().atMost(SOON).until(() -> !voice.isOpen());
    }

    @Test
    void oneWhoseFramesComeAsTheyWereSentIsDecodedOnTheWay() {
        String relay = bench.begin(OTHER);
        bench.talksAsSent("ada", Codec.VP8);
        bench.awaitState(relay, RelayState.LIVE);
        await().atMost(SOON).until(() -> voice().kinds().size() == 2 && voice().pictures() > 10);
        assertThat(voice().blocks())
                .hasSizeGreaterThan(20)
                .allMatch(block -> block.samples() == 480 && block.sampleRate() == 48_000);
        assertThat(bench.relay(relay).frames().dropped()).isZero();
    }

    @Test
    void aMeetingIsNotSentIntoItselfNorIntoOneThatIsNotThere() {
        assertThatThrownBy(() -> bench.begin("meeting:" + RelayBench.MEETING))
                .isInstanceOf(InvalidRelayException.class)
                .hasMessageContaining("another meeting");
        assertThatThrownBy(() -> bench.begin("meeting:nowhere"))
                .isInstanceOf(InvalidRelayException.class)
                .hasMessageContaining("a meeting that the agent is in");
    }

    @Test
    void oneThingIsSentIntoAMeetingAtATime() {
        String relay = bench.begin(OTHER);
        assertThatThrownBy(() -> bench.begin(OTHER)).isInstanceOf(RelayConflictException.class);
        bench.service.end(RelayBench.MEETING, relay);
        try (var speech = bench.sessions.speak(OTHER, java.util.Set.of(TrackKind.AUDIO))) {
            assertThat(speech.isOpen()).isTrue();
            assertThatThrownBy(() -> bench.begin(OTHER)).isInstanceOf(RelayConflictException.class);
        }
    }

    @Test
    void whereTheOtherMeetingIsLeftItFailsForGood() {
        String relay = bench.begin(OTHER);
        bench.talks("ada", 320, 180);
        bench.awaitPictures(relay, 3);
        bench.sessions.left(OTHER);
        bench.awaitState(relay, RelayState.FAILED);
        assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.NO_MEETING);
        assertThat(Objects.requireNonNull(bench.relay(relay).lastError()).fault())
                .isEqualTo(RelayCause.Fault.DESTINATION);
    }

    @Test
    void oneThatTakesNothingHasWhatIsOldDroppedAndTheRecordingHasNoGap() throws Exception {
        try (RecordingBeside recording = bench.talksRecorded("ada", directory)) {
            String relay = bench.begin(OTHER);
            bench.awaitPictures(relay, 10);
            FakeVoice voice = voice();
            voice.stall();
            try {
                await().atMost(SOON).until(() -> bench.relay(relay).frames().dropped() > 50 && recording.seconds() > 3);
            } finally {
                voice.resume();
            }
            bench.awaitPictures(relay, 25);
            assertThat(bench.relay(relay).state()).isEqualTo(RelayState.LIVE);
            recording.assertWhole();
        }
    }

    @Test
    void whatAnotherAgentSendsIsNotTakenUnlessItIsNamed() {
        bench.sessions.isRecorder("agent");
        String relay = bench.begin(OTHER);
        bench.opens("agent", "sound", TrackKind.AUDIO);
        bench.talks("ada", 320, 180);
        bench.awaitPictures(relay, 3);
        assertThat(bench.relay(relay).participant()).isEqualTo("ada");
        assertThat(bench.sessions.attached("agent", "sound")).isZero();
    }

    @Test
    void aPictureThatComesLaterComesToo() {
        String relay = bench.begin(OTHER);
        bench.opens("ada", "audio", TrackKind.AUDIO);
        bench.speaks("ada", true, false, 320, 180);
        bench.awaitState(relay, RelayState.LIVE);
        FakeVoice first = voice();
        assertThat(first.kinds()).containsExactly(TrackKind.AUDIO);
        bench.opens("ada", "video", TrackKind.VIDEO);
        bench.speaks("ada", false, true, 320, 180);
        await().atMost(SOON).until(() -> voice().kinds().size() == 2 && voice().pictures() > 2);
        assertThat(first.isOpen()).isFalse();
    }

    private FakeVoice voice() {
        return Objects.requireNonNull(bench.sessions.voice(OTHER));
    }
}
