package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.embedded.OpenRelay;
import dev.peerscribe.faults.FaultProxy;
import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recording goes on while signalling is away: for a minute, or a tenth of that. */
@Timeout(300)
class OutageIT {
    private static final Logger log = LoggerFactory.getLogger(OutageIT.class);
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final long OUTAGE = TrueNumbers.orFewer(60, 6);
    /** A guest sends a picture every 33 ms; what is lost would be the outage, not this. */
    private static final double NO_GAP = 1.0;

    @TempDir
    Path folder;

    @Test
    void aRecordingRunsThroughAnOutageOfTheAgentsSignallingWithoutAGap() throws IOException {
        int port = FreePort.any();
        try (FaultProxy proxy = new FaultProxy(port);
                RunningAgent agent = start(port, proxy.port())) {
            String guest = invite(agent);
            await().atMost(SOON).until(() -> videoFrames(agent, guest) > 60);
            proxy.refuse();
            await().atMost(SOON).until(() -> !signaling(agent).equals("CONNECTED"));
            stayAway(agent);
            assertThat(peer(agent, guest).get("state").asString()).isEqualTo("CONNECTED");
            proxy.heal();
            await().atMost(SOON).until(() -> signaling(agent).equals("CONNECTED"));
            assertGoesOnInOneFile(agent, guest);
        }
    }

    @Test
    void aRecordingRunsThroughARestartOfTheRelayThatGivesEverybodyAnotherId() throws IOException {
        int port = FreePort.any();
        try (RunningAgent agent = start(port, port)) {
            String guest = invite(agent);
            await().atMost(SOON).until(() -> videoFrames(agent, guest) > 60);
            String id = peer(agent, guest).get("senderId").asString();
            OpenRelay relay = agent.bean(OpenRelay.class);
            relay.stop();
            await().atMost(SOON).until(() -> !signaling(agent).equals("CONNECTED"));
            stayAway(agent);
            relay.start();
            await().atMost(SOON).until(() -> {
                String now = peer(agent, guest).get("senderId").asString();
                return !now.isEmpty() && !now.equals(id);
            });
            assertGoesOnInOneFile(agent, guest);
        }
    }

    /** The agent with a relay and guests, joined by way of another port. */
    private RunningAgent start(int relayPort, int joinPort) {
        return RunningAgent.startAlone(
                folder.resolve("recordings"),
                "--peerscribe.embedded.relay.enabled=true",
                "--peerscribe.embedded.relay.port=" + relayPort,
                "--peerscribe.embedded.demo.enabled=true",
                "--peerscribe.embedded.demo.width=320",
                "--peerscribe.embedded.demo.height=180",
                "--peerscribe.meeting.stop-recording-when-alone=1s",
                "--peerscribe.meeting.join[0].url=ws://localhost:" + joinPort,
                "--peerscribe.meeting.join[0].name=Demo meeting");
    }

    private static String invite(RunningAgent agent) {
        JsonNode guest = JsonMapper.shared()
                .readTree(agent.post("/demo/guests", "{\"seconds\": 240}").body());
        return guest.get("keyFingerprint").asString();
    }

    /** Waits for the length of an outage, and sees that it was one all the time. */
    private static void stayAway(RunningAgent agent) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(OUTAGE);
        await().atMost(Duration.ofSeconds(OUTAGE + 5)).until(() -> System.nanoTime() > until);
        assertThat(signaling(agent)).isNotEqualTo("CONNECTED");
    }

    private void assertGoesOnInOneFile(RunningAgent agent, String guest) throws IOException {
        long then = videoFrames(agent, guest);
        await().atMost(SOON).until(() -> videoFrames(agent, guest) > then + 60);
        String meeting = agent.meeting();
        agent.delete(
                "/demo/guests/" + agent.get("/demo/guests").get(0).get("id").asString());
        JsonNode recording = await().atMost(SOON)
                .until(
                        () -> agent.get("/api/v1/recordings").get(0),
                        it -> it.get("state").asString().equals("COMPLETE"));
        assertThat(agent.get("/api/v1/recordings").size()).isEqualTo(1);
        assertThat(recording.get("files").size()).isEqualTo(1);
        MediaProbe probe = MediaProbe.of(path(recording.get("files").get(0)));
        double gap = longestGap(probe.pictures());
        log.info(
                "Meeting {}: {} s without signalling, {} s recorded, {} pictures, {} s between two at most",
                meeting,
                OUTAGE,
                probe.durationSeconds(),
                probe.pictures().size(),
                gap);
        assertThat(probe.decodeErrors()).isZero();
        assertThat(probe.durationSeconds()).isGreaterThan((double) OUTAGE);
        assertThat(gap).isLessThan(NO_GAP);
    }

    private static double longestGap(List<MediaProbe.Picture> pictures) {
        double longest = 0;
        for (int i = 1; i < pictures.size(); i++) {
            longest = Math.max(
                    longest, pictures.get(i).seconds() - pictures.get(i - 1).seconds());
        }
        return longest;
    }

    private Path path(JsonNode file) throws IOException {
        try (var files = Files.walk(folder.resolve("recordings"))) {
            return files.filter(path -> path.getFileName()
                            .toString()
                            .equals(file.get("name").asString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String signaling(RunningAgent agent) {
        return agent.get("/api/v1/meetings")
                .get(0)
                .get("signaling")
                .get("state")
                .asString();
    }

    private static JsonNode peer(RunningAgent agent, String fingerprint) {
        for (JsonNode each : agent.get("/api/v1/meetings").get(0).get("peers")) {
            if (each.get("keyFingerprint").asString().equals(fingerprint)) {
                return each;
            }
        }
        return JsonMapper.shared().createObjectNode().put("senderId", "").put("state", "GONE");
    }

    private static long videoFrames(RunningAgent agent, String guest) {
        for (JsonNode track : peer(agent, guest).path("tracks")) {
            if (track.get("kind").asString().equals("VIDEO")) {
                return track.get("framesReceived").asLong();
            }
        }
        return 0;
    }
}
