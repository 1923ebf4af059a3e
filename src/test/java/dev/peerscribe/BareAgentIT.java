package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as it is deployed: without relay, page and guests, and with a key that lasts. */
@Timeout(120)
class BareAgentIT {
    @TempDir
    Path folder;

    @Test
    void theAgentAloneIsReadyJoinsNothingAndKeepsItsKey() throws Exception {
        Path key = folder.resolve("key.pem");
        String fingerprint;
        try (RunningAgent agent = start(key)) {
            assertThat(agent.get("/api/v1/meetings").isEmpty()).isTrue();
            assertThat(agent.get("/api/v1/status").get("state").asString()).isEqualTo("RUNNING");
            for (String path : List.of("/", "/demo/guests", "/demo/config", "/ui/app.js")) {
                assertThat(agent.download(path).statusCode()).as(path).isEqualTo(404);
            }
            fingerprint = agent.get("/api/v1/status").get("keyFingerprint").asString();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        try (RunningAgent agent = start(key)) {
            assertThat(agent.get("/api/v1/status").get("keyFingerprint").asString())
                    .isEqualTo(fingerprint);
        }
    }

    private RunningAgent start(Path key) {
        return RunningAgent.startAlone(folder.resolve("recordings"), "--peerscribe.identity.key-path=" + key);
    }
}
