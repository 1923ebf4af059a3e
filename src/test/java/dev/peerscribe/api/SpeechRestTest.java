package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.FakeVoice;
import dev.peerscribe.media.TrackKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the agent says over REST, into a meeting that keeps what it hears. */
class SpeechRestTest {
    private static final String MEETINGS = "/api/v1/meetings";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private Agent agent;
    private String meeting;
    private String speech;

    @BeforeEach
    void join() {
        agent = new Agent(
                "peerscribe.speech.directory=" + directory,
                "peerscribe.speech.max-speeches=2",
                "peerscribe.speech.listener-timeout=300ms");
        meeting = agent.join("ws://one");
        speech = MEETINGS + "/" + meeting + "/speech";
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void aToneIsSaidToItsEndAndNoLonger() {
        Agent.Answer begun = agent.post(speech, "{\"tone\":{\"frequency\":1000,\"seconds\":0.5}}")
                .is(201);
        FakeVoice voice = voice();
        String id = begun.json().get("id").stringValue();

        assertThat(begun.header("Location")).isEqualTo(speech + "/" + id);
        assertThat(begun.json().get("tone").get("frequency").doubleValue()).isEqualTo(1000);
        assertThat(begun.json().get("durationSeconds").doubleValue()).isEqualTo(0.5);
        JsonNode over = ends(id, "FINISHED");
        assertThat(over.get("spokenSeconds").doubleValue()).isEqualTo(0.49);
        assertThat(over.get("kinds")).hasSize(1);
        assertThat(voice.blocks()).hasSize(50);
        assertThat(voice.isOpen()).isFalse();
        assertThat(agent.get(speech).is(200).json()).hasSize(1);
        agent.delete(speech + "/" + id).is(204);
    }

    @Test
    void aFileIsSaidWithAPictureOrTheNameBesideIt() throws Exception {
        Waves.write(directory.resolve("hello.wav"), 44_100, 2, 0.6);
        ImageIO.write(
                new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB),
                "png",
                directory.resolve("logo.png").toFile());
        String id = id("{\"file\":\"hello.wav\",\"picture\":\"logo.png\"}");
        FakeVoice voice = voice();

        assertThat(voice.kinds()).containsExactlyInAnyOrder(TrackKind.AUDIO, TrackKind.VIDEO);
        JsonNode over = ends(id, "FINISHED");
        assertThat(over.get("durationSeconds").doubleValue()).isEqualTo(0.6);
        assertThat(voice.blocks()).hasSize(60);
        assertThat(voice.pictures()).isEqualTo(3);

        String named = id("{\"showName\":true,\"seconds\":0.5}");
        FakeVoice silent = voice();
        assertThat(silent.kinds()).containsExactly(TrackKind.VIDEO);
        ends(named, "FINISHED");
        assertThat(silent.pictures()).isEqualTo(3);
    }

    @Test
    void whatIsSaidCanBeStoppedAndThenAnotherThingCanBeSaid() {
        String id = id("{\"tone\":{\"seconds\":60}}");
        await().atMost(SOON).until(() -> !voice().blocks().isEmpty());
        agent.post(speech, "{\"tone\":{}}").problem(409, "conflict");

        agent.delete(speech + "/" + id).is(204);
        ends(id, "STOPPED");
        ends(id("{\"tone\":{\"seconds\":0.1}}"), "FINISHED");
    }

    @Test
    void whereNobodyListensItFailsAndSaysSo() {
        String id = id("{\"tone\":{\"seconds\":60}}");
        voice().listeners(0);

        // Somebody may have listened until then.
        agent.delete(speech + "/" + id).is(204);
        await().atMost(SOON).until(() -> agent.media().voice(meeting) == null);
        agent.media().nobodyListens(meeting);
        String unheard = id("{\"tone\":{\"seconds\":60}}");
        JsonNode failed = ends(unheard, "FAILED");
        assertThat(failed.get("error").get("cause").stringValue()).isEqualTo("NOBODY_LISTENS");
    }

    @Test
    void rulesThatAreBrokenAreNamedWithTheirField() throws Exception {
        Files.writeString(directory.resolve("text.wav"), "not sound", StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("text.png"), "no picture", StandardCharsets.UTF_8);
        Path outside = Files.createTempFile("outside", ".wav");
        Files.createSymbolicLink(directory.resolve("link.wav"), outside);
        agent.post(speech, "{}").rule("invalid-request", "file");
        agent.post(speech, "{\"file\":\"../x.wav\"}").rule("invalid-request", "file");
        agent.post(speech, "{\"file\":\"none.wav\"}").rule("invalid-request", "file");
        agent.post(speech, "{\"file\":\"link.wav\"}").rule("invalid-request", "file");
        assertThat(agent.post(speech, "{\"file\":\"text.wav\"}").rule("invalid-request", "file"))
                .contains("none of the formats");
        agent.post(speech, "{\"picture\":\"text.png\",\"seconds\":1}").rule("invalid-request", "picture");
        agent.post(speech, "{\"picture\":\"text.png\"}").rule("invalid-request", "seconds");
        agent.post(speech, "{\"file\":\"a.wav\",\"tone\":{}}").rule("invalid-request", "tone");
        agent.post(speech, "{\"tone\":{\"frequency\":5}}").rule("invalid-request", "tone.frequency");
        agent.post(speech, "{\"tone\":{\"seconds\":1e9}}").rule("invalid-request", "tone.seconds");
        agent.post(speech, "{\"tone\":{\"seconds\":1e900}}").rule("invalid-request", "tone.seconds");
        agent.post(speech, "{\"tone\":{\"seconds\":-1}}").rule("invalid-request", "tone.seconds");
        agent.post(speech, "{\"song\":\"x\"}").rule("unreadable-body", "song");
        assertThat(agent.media().voice(meeting)).isNull();
        Files.delete(outside);
    }

    @Test
    void aMeetingThatIsNotDecodedIsNotSpokenInto() {
        String other = agent.post(MEETINGS, "{\"url\":\"ws://two\",\"engine\":\"passthrough\"}")
                .is(201)
                .json()
                .get("id")
                .stringValue();

        JsonNode problem =
                agent.post(MEETINGS + "/" + other + "/speech", "{\"tone\":{}}").problem(409, "conflict");

        assertThat(problem.get("detail").stringValue()).contains("engine webrtc");
    }

    @Test
    void whatIsSaidEndsWithItsMeeting() {
        id("{\"tone\":{\"seconds\":60}}");
        FakeVoice voice = voice();

        agent.delete(MEETINGS + "/" + meeting).is(204);

        agent.get(speech).problem(404, "not-found");
        await().atMost(SOON).until(() -> !voice.isOpen());
    }

    private String id(String body) {
        return agent.post(speech, body).is(201).json().get("id").stringValue();
    }

    private FakeVoice voice() {
        return Objects.requireNonNull(agent.media().voice(meeting));
    }

    private JsonNode ends(String id, String state) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(agent.get(speech + "/" + id)
                                .is(200)
                                .json()
                                .get("state")
                                .stringValue())
                        .isEqualTo(state));
        return agent.get(speech + "/" + id).json();
    }

    /** Files of sound by hand. */
    static final class Waves {
        private Waves() {}

        /** A tone of 440 Hz as a WAV file. */
        static void write(Path file, int rate, int channels, double seconds) {
            int frames = (int) (rate * seconds);
            java.nio.ByteBuffer wav =
                    java.nio.ByteBuffer.allocate(44 + frames * channels * 2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wav.capacity() - 8);
            wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
            wav.putShort((short) channels).putInt(rate).putInt(rate * channels * 2);
            wav.putShort((short) (channels * 2)).putShort((short) 16);
            wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * channels * 2);
            for (int i = 0; i < frames; i++) {
                short sample = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / rate));
                for (int channel = 0; channel < channels; channel++) {
                    wav.putShort(sample);
                }
            }
            try {
                Files.write(file, wav.array());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
