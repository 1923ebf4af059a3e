package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.relay.FfmpegProgram;
import dev.peerscribe.relay.Listeners;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Guests' sounds and pictures through the whole agent into live outputs, begun and ended over REST. */
@Timeout(120)
class LiveOutputIT {
    @TempDir
    Path folder;

    @Test
    void aGuestIsSeenAndHeardLiveWhileItIsRecorded() throws Exception {
        int port = FreePort.any();
        Path received = folder.resolve("received.mkv");
        try (RunningAgent agent = RunningAgent.start(
                        folder.resolve("recordings"),
                        "--peerscribe.relay.allowed-targets=hls:,rtmp://127.0.0.1",
                        "--peerscribe.relay.hls.directory=" + folder.resolve("live"),
                        "--peerscribe.relay.video.width=640",
                        "--peerscribe.relay.video.height=360");
                FfmpegProgram listener = Listeners.rtmp(folder, port, received)) {
            String relays = "/api/v1/meetings/" + agent.meeting() + "/relays";
            String hls = begin(agent, relays, "hls:stage");
            String everybody = begin(agent, relays, "hls:everybody\",\"layout\":\"grid");
            String rtmp = begin(agent, relays, "rtmp://127.0.0.1:" + port + "/live/secret-key");
            assertThat(agent.post("/demo/guests", "{\"name\":\"Ada\"}").statusCode())
                    .isEqualTo(201);

            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                assertThat(sent(agent, rtmp)).isGreaterThan(90);
                assertThat(sent(agent, hls)).isGreaterThan(90);
                assertThat(sent(agent, everybody)).isGreaterThan(90);
            });
            JsonNode shown = agent.get(rtmp);
            assertThat(shown.get("state").asString()).isEqualTo("LIVE");
            assertThat(shown.has("lastError") && !shown.get("lastError").isNull())
                    .isFalse();
            assertThat(agent.get("/api/v1/recordings").get(0).get("state").asString())
                    .isEqualTo("RECORDING");

            assertThat(agent.delete(rtmp).statusCode()).isEqualTo(204);
            assertThat(agent.delete(hls).statusCode()).isEqualTo(204);
            assertThat(agent.delete(everybody).statusCode()).isEqualTo(204);
            listener.awaitEnd();
            seenAndHeard(MediaProbe.of(received));
            seenAndHeard(hls("stage"));
            seenAndHeard(hls("everybody"));
        }
    }

    private MediaProbe hls(String name) throws Exception {
        Path playlist = folder.resolve("live").resolve(name).resolve("index.m3u8");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(playlist).content().contains("#EXT-X-ENDLIST"));
        return MediaProbe.of(FfmpegProgram.copy(playlist.toString(), folder.resolve(name + ".mkv")));
    }

    private static void seenAndHeard(MediaProbe probe) {
        assertThat(probe.videoCodec()).isEqualTo("h264");
        assertThat(probe.audioCodec()).isEqualTo("aac");
        assertThat(probe.decodeErrors()).isZero();
        assertThat(probe.pictures())
                .hasSizeGreaterThan(60)
                .allMatch(picture -> picture.width() == 640 && picture.height() == 360);
        assertThat(probe.beeps(0.02)).hasSizeGreaterThanOrEqualTo(2);
    }

    private static long sent(RunningAgent agent, String relay) {
        return agent.get(relay).get("frames").get("video").asLong();
    }

    private static String begin(RunningAgent agent, String relays, String target) {
        HttpResponse<String> answer = agent.post(relays, "{\"target\":\"" + target + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).doesNotContain("secret-key");
        JsonNode begun = JsonMapper.builder().build().readTree(answer.body());
        return relays + "/" + begun.get("id").asString();
    }
}
