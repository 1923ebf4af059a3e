package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.relay.FfmpegProgram;
import dev.peerscribe.relay.Listeners;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void whoIsRecordedAsTheyWereSentIsSeenAndHeardLiveTooAndNothingIsMissingInTheirFiles() throws Exception {
        int rtmpPort = FreePort.any();
        int srtPort = FreePort.any();
        Path overRtmp = folder.resolve("rtmp.mkv");
        Path overSrt = folder.resolve("srt.mkv");
        try (SenderStudio studio = new SenderStudio();
                RunningAgent agent = RunningAgent.start(
                        folder.resolve("recordings"),
                        "--peerscribe.media.engine=passthrough",
                        "--peerscribe.meeting.stop-recording-when-alone=1s",
                        "--peerscribe.relay.allowed-targets=hls:,rtmp://127.0.0.1,srt://127.0.0.1",
                        "--peerscribe.relay.hls.directory=" + folder.resolve("live"),
                        "--peerscribe.relay.video.width=640",
                        "--peerscribe.relay.video.height=360");
                FfmpegProgram rtmp = Listeners.rtmp(folder, rtmpPort, overRtmp);
                FfmpegProgram srt = Listeners.srt(folder, srtPort, overSrt);
                Call ada = call(studio, agent, "Ada", Codec.VP8);
                Call bob = call(studio, agent, "Bob", Codec.H264)) {
            String relays = "/api/v1/meetings/" + agent.meeting() + "/relays";
            // They are in the middle of their pictures, with no key frame near.
            ada.sends(20);
            bob.sends(20);
            String ofAda = begin(
                    agent,
                    relays,
                    "rtmp://127.0.0.1:" + rtmpPort + "/live/secret-key\",\"participant\":\"" + peer(agent, "Ada"));
            String ofBob =
                    begin(agent, relays, "srt://127.0.0.1:" + srtPort + "\",\"participant\":\"" + peer(agent, "Bob"));
            String everybody = begin(agent, relays, "hls:everybody\",\"layout\":\"grid");
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                assertThat(sent(agent, ofAda)).isGreaterThan(90);
                assertThat(sent(agent, ofBob)).isGreaterThan(90);
                assertThat(sent(agent, everybody)).isGreaterThan(75);
            });
            for (String relay : List.of(ofAda, ofBob, everybody)) {
                assertThat(agent.get(relay).get("state").asString()).isEqualTo("LIVE");
                assertThat(agent.delete(relay).statusCode()).isEqualTo(204);
            }
            rtmp.awaitEnd();
            srt.awaitEnd();
            moveAndSound(MediaProbe.of(overRtmp));
            moveAndSound(MediaProbe.of(overSrt));
            moveAndSound(hls("everybody"));
            ada.sender().close();
            bob.sender().close();
            recordedWhole(ada.recorded(agent, folder.resolve("recordings")));
            recordedWhole(bob.recorded(agent, folder.resolve("recordings")));
        }
    }

    private static Call call(SenderStudio studio, RunningAgent agent, String name, Codec codec) {
        SenderClip clip = new SenderClip(Clip.video(codec, 320, 180, 30, 4, 60, 300_000), Clip.sound(4));
        return Call.joinDirectly(studio, agent.relay(), clip, SenderSettings.named(name));
    }

    private static String peer(RunningAgent agent, String name) {
        for (JsonNode peer : agent.get("/api/v1/meetings/" + agent.meeting()).get("peers")) {
            if (peer.path("name").asString("").equals(name)) {
                return peer.get("id").asString();
            }
        }
        throw new AssertionError(name + " is not there");
    }

    private static void moveAndSound(MediaProbe probe) {
        assertThat(probe.videoCodec()).isEqualTo("h264");
        assertThat(probe.audioCodec()).isEqualTo("aac");
        assertThat(probe.decodeErrors()).isZero();
        assertThat(probe.pictures())
                .hasSizeGreaterThan(60)
                .allMatch(picture -> picture.width() == 640 && picture.height() == 360)
                .allMatch(picture -> picture.luma() > 30);
        assertThat(probe.pictures().stream()
                        .map(MediaProbe.Picture::luma)
                        .distinct()
                        .count())
                .as("pictures that differ")
                .isGreaterThan(40);
        // A live output drops what is late where the machine has too much to do; the file beside it must not.
        List<Double> silent = new ArrayList<>();
        int moments = 0;
        for (double t = probe.soundStart() + 0.5; t < probe.soundEnd() - 0.5; t += 0.05) {
            moments++;
            if (probe.rms(t) <= 0.02) {
                silent.add(t);
            }
        }
        assertThat(silent).as("silent moments of %d", moments).hasSizeLessThanOrEqualTo(moments / 20);
    }

    private static void recordedWhole(Call.Recorded recorded) {
        assertThat(recorded.gaps()).isEmpty();
        assertThat(recorded.probe().decodeErrors()).isZero();
        assertThat(recorded.against().video().share()).as("pictures").isEqualTo(1);
        assertThat(recorded.against().audio().share()).as("sound").isEqualTo(1);
        assertThat(recorded.against().video().foreign()
                        + recorded.against().audio().foreign())
                .as("not as it was sent")
                .isZero();
        assertThat(recorded.against().video().longestHole()).isLessThan(0.2);
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
