package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.media.PeerSnapshot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Trust as the contract shows it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustTest {
    private static final String MEETINGS = "/api/v1/meetings";

    private Agent agent;

    @BeforeAll
    void start(@TempDir Path folder) {
        agent = new Agent("peerscribe.identity.trust.pins-path=" + folder.resolve("pins.json"));
    }

    @AfterAll
    void stop() {
        agent.close();
    }

    @AfterEach
    void leaveAll() {
        for (JsonNode meeting : agent.get(MEETINGS).is(200).json()) {
            agent.delete(MEETINGS + "/" + meeting.get("id").stringValue()).is(204);
        }
    }

    @Test
    void aMeetingShowsWhoseKeysItTrusts() {
        assertThat(agent.get(join("allow-list")).json().get("trust").stringValue())
                .isEqualTo("allow-list");
        String byDefault = MEETINGS + "/" + agent.join("ws://default");
        assertThat(agent.get(byDefault).json().get("trust").stringValue()).isEqualTo("any");
    }

    @Test
    void aPolicyThatThereIsNotIsAnsweredWithThoseThatThereAre() {
        assertThat(agent.post(MEETINGS, "{\"url\":\"ws://h\",\"trust\":\"blind\"}")
                        .rule("unreadable-body", "trust"))
                .isEqualTo("must be one of any, pin-on-first-use, allow-list");
    }

    @Test
    void aPeerThatWaitsIsApprovedOnce() {
        String meeting = join("allow-list");
        PeerSnapshot ann = agent.media().comes(meeting.substring(MEETINGS.length() + 1), "Ann");
        JsonNode peer = agent.get(meeting).json().get("peers").get(0);
        assertThat(peer.get("trust").stringValue()).isEqualTo("WAITING");
        assertThat(peer.get("trustReason").stringValue()).isEqualTo("not-listed");

        String approve = meeting + "/peers/" + ann.id() + "/approve";
        assertThat(agent.post(approve, "").is(204).text()).isEmpty();

        peer = agent.get(meeting).json().get("peers").get(0);
        assertThat(peer.get("trust").stringValue()).isEqualTo("APPROVED");
        assertThat(peer.has("trustReason")).isFalse();
        agent.post(approve, "").problem(409, "conflict");
    }

    @Test
    void anApprovalOfNobodyIsUnknown() {
        String meeting = join("allow-list");
        agent.post(meeting + "/peers/nobody/approve", "").problem(404, "not-found");
        agent.post(MEETINGS + "/none/peers/nobody/approve", "").problem(404, "not-found");
    }

    @Test
    void whereEveryKeyIsTakenNothingWaits() {
        String meeting = MEETINGS + "/" + agent.join("ws://any");
        PeerSnapshot ann = agent.media().comes(meeting.substring(MEETINGS.length() + 1), "Ann");
        agent.post(meeting + "/peers/" + ann.id() + "/approve", "").problem(409, "conflict");
    }

    @Test
    void aNameWithAnotherKeyIsShownWithTheReason() {
        String meeting = join("pin-on-first-use");
        String id = meeting.substring(MEETINGS.length() + 1);
        PeerSnapshot ann = agent.media().comes(id, "Ann");
        PeerSnapshot other = agent.media().comes(id, "ann");

        JsonNode peers = agent.get(meeting).json().get("peers");

        for (JsonNode peer : peers) {
            boolean first = peer.get("id").stringValue().equals(ann.id());
            assertThat(peer.get("trust").stringValue()).isEqualTo(first ? "PINNED" : "WAITING");
            assertThat(peer.has("trustReason")).isEqualTo(!first);
        }
        assertThat(peers).hasSize(2);
        assertThat(other.id()).isNotEqualTo(ann.id());
    }

    @Test
    void theContractSaysWhatTrustCanBe() {
        JsonNode schemas =
                agent.get("/v3/api-docs").is(200).json().get("components").get("schemas");
        assertThat(schemas.get("Peer")
                        .get("properties")
                        .get("trust")
                        .get("enum")
                        .toString())
                .contains("UNKNOWN", "PINNED", "ALLOWED", "APPROVED", "CHANGED", "WAITING", "REFUSED");
        assertThat(schemas.get("Join")
                        .get("properties")
                        .get("trust")
                        .get("enum")
                        .toString())
                .contains("any", "pin-on-first-use", "allow-list");
    }

    /** The path of a meeting that was joined with a policy. */
    private String join(String policy) {
        return agent.post(MEETINGS, "{\"url\":\"ws://" + policy + "\",\"trust\":\"" + policy + "\"}")
                .is(201)
                .header("Location");
    }
}
