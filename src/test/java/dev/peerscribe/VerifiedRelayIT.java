package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The whole agent on a relay that is silent to who does not offer and drops everything of ours, with base peers. */
@Timeout(180)
class VerifiedRelayIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Where asking does something. */
    private static final Duration NOW_AND_THEN = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final VerifiedRelay relay = new VerifiedRelay();

    @BeforeEach
    void start() {
        relay.start();
    }

    @AfterEach
    void stop() {
        relay.stop();
    }

    @Test
    void offersThatCrossEndInOneLinkWithMediaAndChatOverTheDataChannel() {
        try (BasePeer ada = new BasePeer("Ada")) {
            ada.connect(relay.url());
            ada.offer(); // nobody hears it: the agent's comes while this one waits
            await().atMost(SOON).until(() -> relay.clients() == 1);
            try (RunningAgent agent = join("offer")) {
                await().atMost(SOON).until(() -> frames(agent, ada) > 30);
                chats(agent, ada);
                await().atMost(SOON)
                        .until(() -> agent.get("/api/v1/recordings")
                                        .get(0)
                                        .get("files")
                                        .size()
                                == 1);
                assertThat(relay.dropped()).contains("hello");
            }
        }
    }

    @Test
    void anAgentThatWaitsInVainOffersAndASecondPeerDisturbsNobody() {
        try (BasePeer ada = new BasePeer("Ada");
                BasePeer bob = new BasePeer("Bob");
                RunningAgent agent = join("auto")) {
            await().atMost(SOON).until(() -> relay.clients() == 1);
            ada.connect(relay.url());
            ada.offer();
            await().atMost(SOON).until(() -> frames(agent, ada) > 30);
            bob.connect(relay.url());
            bob.offer(); // Ada hears it as well
            await().atMost(SOON).until(() -> frames(agent, bob) > 30);
            long then = frames(agent, ada);
            await().atMost(SOON).until(() -> frames(agent, ada) > then + 30);
            chats(agent, ada);
            chats(agent, bob);
        }
    }

    @Test
    void theRelayStartsAnewWithTheIdsOfOthersAndNobodyNotices() {
        try (BasePeer ada = new BasePeer("Ada");
                BasePeer bob = new BasePeer("Bob");
                RunningAgent agent = join("offer")) {
            await().atMost(SOON).until(() -> relay.clients() == 1);
            ada.connect(relay.url());
            ada.offer();
            await().atMost(SOON).until(() -> frames(agent, ada) > 30);
            relay.stop();
            await().atMost(SOON).until(() -> !signaling(agent).equals("CONNECTED"));
            relay.start();
            ada.connect(relay.url()); // has the id now that was the agent's
            await().atMost(SOON).until(() -> signaling(agent).equals("CONNECTED"));
            long then = frames(agent, ada);
            bob.connect(relay.url());
            await().atMost(SOON).pollInterval(NOW_AND_THEN).until(() -> {
                bob.offer(); // until the agent has proved itself, it hears nothing
                return frames(agent, bob) > 0;
            });
            await().atMost(SOON).until(() -> frames(agent, ada) > then + 30);
            JsonNode seen = peer(agent, ada);
            assertThat(seen.get("state").asString()).isEqualTo("CONNECTED");
        }
    }

    @Test
    void aClientThatSendsAMalformedSecureMessageIsNotReadAnyMoreButStillSentTo() {
        try (BasePeer ada = new BasePeer("Ada");
                BasePeer mallory = new BasePeer("Mallory")) {
            ada.connect(relay.url());
            mallory.connect(relay.url());
            ada.offer();
            await().atMost(SOON).pollInterval(NOW_AND_THEN).until(() -> {
                mallory.offer();
                return ada.heard() > 0;
            });
            mallory.send("secure-offer", JsonNodeFactory.instance.objectNode().put("offer", "nonsense"));
            await().atMost(SOON).until(() -> relay.dropped().contains("secure-offer"));
            mallory.send("chat", JsonNodeFactory.instance.objectNode());
            int then = mallory.heard();
            ada.send("chat", JsonNodeFactory.instance.objectNode());
            ada.offer();
            await().atMost(SOON).until(() -> mallory.heard() > then);
            assertThat(relay.dropped()).containsOnlyOnce("chat");
        }
    }

    private RunningAgent join(String negotiation) {
        return RunningAgent.startAlone(
                folder.resolve("recordings"),
                "--peerscribe.meeting.join[0].url=" + relay.url(),
                "--peerscribe.meeting.join[0].negotiation=" + negotiation,
                "--peerscribe.media.auto-offer-delay=1s",
                "--peerscribe.media.offer-interval=2s");
    }

    private static void chats(RunningAgent agent, BasePeer peer) {
        String path = "/api/v1/meetings/" + agent.meeting() + "/chat";
        String question = "Do you hear me, " + peer.fingerprint();
        await().atMost(SOON).until(() -> peer.sendChat(question));
        await().atMost(SOON)
                .until(() -> agent.get(path)
                        .get("messages")
                        .findValuesAsString("text")
                        .contains(question));
        String answer = "Yes, " + peer.fingerprint();
        agent.post(path, "{\"text\": \"" + answer + "\"}");
        await().atMost(SOON).until(() -> peer.media().texts().stream().anyMatch(text -> text.contains(answer)));
    }

    private static String signaling(RunningAgent agent) {
        return agent.get("/api/v1/meetings")
                .get(0)
                .get("signaling")
                .get("state")
                .asString();
    }

    private static JsonNode peer(RunningAgent agent, BasePeer peer) {
        for (JsonNode each : agent.get("/api/v1/meetings").get(0).get("peers")) {
            if (each.get("keyFingerprint").asString().equals(peer.fingerprint())) {
                return each;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private static long frames(RunningAgent agent, BasePeer peer) {
        for (JsonNode track : peer(agent, peer).path("tracks")) {
            if (track.get("kind").asString().equals("VIDEO")) {
                return track.get("framesReceived").asLong();
            }
        }
        return 0;
    }
}
