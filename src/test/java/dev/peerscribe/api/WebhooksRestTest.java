package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.webhooks.TestReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WebhooksRestTest {
    private static final String DELIVERIES = "/api/v1/webhooks/ops/deliveries";

    @TempDir
    Path directory;

    @Test
    void whatHappensIsToldAndWhatWasGivenUpIsShownSentAgainAndDiscarded() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        try (TestReceiver receiver = new TestReceiver();
                Agent agent = new Agent(
                        "peerscribe.webhooks.directory=" + directory.resolve("webhooks"),
                        "peerscribe.webhooks.endpoints[0].id=ops",
                        "peerscribe.webhooks.endpoints[0].url=" + receiver.url(),
                        "peerscribe.webhooks.endpoints[0].events=meeting.*",
                        "peerscribe.webhooks.endpoints[0].secret-files=" + secret)) {
            String meeting = agent.join("ws://h/stand-up");
            await().until(() -> receiver.messages.size() == 1);
            assertThat(receiver.messages.getFirst().body())
                    .contains("\"type\":\"meeting.joined\"", meeting, "2026-01-01T12:00:00Z");

            receiver.status = 410;
            agent.delete("/api/v1/meetings/" + meeting).is(204);
            await().until(() -> dead(agent) == 1);

            JsonNode webhook = agent.get("/api/v1/webhooks").is(200).json().get(0);
            assertThat(webhook.get("id").stringValue()).isEqualTo("ops");
            assertThat(webhook.get("url").stringValue())
                    .startsWith("http://127.0.0.1:")
                    .doesNotContain("hook");
            JsonNode delivery =
                    agent.get(DELIVERIES + "?state=DEAD").is(200).json().get(0);
            assertThat(delivery.get("type").stringValue()).isEqualTo("meeting.left");
            assertThat(delivery.get("lastCause").stringValue()).isEqualTo("GONE");
            assertThat(delivery.get("lastStatus").intValue()).isEqualTo(410);
            assertThat(agent.get(DELIVERIES + "?state=PENDING").is(200).json()).isEmpty();
            String message = DELIVERIES + "/" + delivery.get("id").stringValue();
            agent.post(message + "/retry", "").is(202);
            await().until(() -> receiver.messages.size() == 3 && dead(agent) == 1);
            agent.delete(message).is(204);
            agent.delete(message).problem(404, "not-found");
            agent.post(message + "/retry", "").problem(404, "not-found");
            agent.get("/api/v1/webhooks/none/deliveries").problem(404, "not-found");
            assertThat(agent.get(DELIVERIES + "?state=SENT").rule("invalid-request", "state"))
                    .isNotBlank();
        }
    }

    private static int dead(Agent agent) {
        return agent.get("/api/v1/webhooks").is(200).json().get(0).get("dead").intValue();
    }
}
