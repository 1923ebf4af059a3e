package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What calls leave behind: nothing. */
@Timeout(300)
class ComingAndGoingIT {
    private static final Logger log = LoggerFactory.getLogger(ComingAndGoingIT.class);
    private static final int WARM_UP = 2;
    private static final int CALLS = TrueNumbers.orFewer(100, 40);
    private static final int AT_ONCE = 5;
    /** MiB that the first calls of a process cost it once. */
    private static final int WARMING = 40;

    @TempDir
    Path folder;

    /** What a process holds. */
    private record Holdings(int threads, long descriptors, long residentMiB, long temporaryFiles) {
        static Holdings now() {
            try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                return new Holdings(
                        (int) Thread.getAllStackTraces().keySet().stream()
                                // Pools of the servers have their own bound, and grow to it when they like.
                                .filter(thread -> !thread.getName().contains("-exec-"))
                                .count(),
                        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                                .getOpenFileDescriptorCount(),
                        Files.readAllLines(Path.of("/proc/self/status")).stream()
                                .filter(line -> line.startsWith("VmRSS"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                                .findFirst()
                                .orElseThrow(),
                        files.count());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void guestsThatJoinAndLeaveLeaveNothingBehind() throws IOException {
        try (RunningAgent agent = RunningAgent.start(
                folder.resolve("recordings"),
                "--peerscribe.meeting.stop-recording-when-alone=1s",
                "--peerscribe.embedded.demo.width=320",
                "--peerscribe.embedded.demo.height=180",
                "--peerscribe.embedded.demo.frame-rate=10")) {
            for (int call = 0; call < WARM_UP; call++) {
                joinAndLeave(agent);
            }
            Holdings before = Holdings.now();
            for (int call = 0; call < CALLS; call += AT_ONCE) {
                joinAndLeave(agent);
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                Holdings after = Holdings.now();
                assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 3);
                assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 5);
                assertThat(after.temporaryFiles()).as("temporary files").isLessThanOrEqualTo(before.temporaryFiles());
            });
            System.gc();
            Holdings after = Holdings.now();
            log.info("{} calls: {} became {}", CALLS, before, after);
            // A peer connection that is not released keeps about 1 MiB, and each call has two of them here.
            assertThat(after.residentMiB() - before.residentMiB())
                    .as("MiB more")
                    .isLessThan(WARMING + CALLS / 2);
        }
    }

    private static void joinAndLeave(RunningAgent agent) {
        List<JsonNode> guests = IntStream.range(0, AT_ONCE)
                .mapToObj(guest -> JsonMapper.shared()
                        .readTree(
                                agent.post("/demo/guests", "{\"seconds\": 60}").body()))
                .toList();
        List<String> keys = guests.stream()
                .map(guest -> guest.get("keyFingerprint").asString())
                .toList();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> keys.stream().allMatch(key -> receives(agent, key)));
        guests.forEach(guest -> agent.delete("/demo/guests/" + guest.get("id").asString()));
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> keys.stream().noneMatch(key -> isThere(agent, key)));
    }

    private static boolean receives(RunningAgent agent, String key) {
        for (JsonNode peer : agent.get("/api/v1/meetings").get(0).get("peers")) {
            if (peer.get("keyFingerprint").asString().equals(key)) {
                for (JsonNode track : peer.get("tracks")) {
                    if (track.get("kind").asString().equals("VIDEO")
                            && track.get("framesReceived").asLong() > 3) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isThere(RunningAgent agent, String key) {
        return agent.get("/api/v1/meetings")
                .get(0)
                .get("peers")
                .findValuesAsString("keyFingerprint")
                .contains(key);
    }
}
