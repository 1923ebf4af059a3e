package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Live outputs over REST. Nobody sends anything, so each waits. */
class RelayRestTest {
    private static final String MEETINGS = "/api/v1/meetings";

    @TempDir
    Path directory;

    private Agent agent;
    private String meeting;
    private String relays;

    @BeforeEach
    void join() {
        agent = new Agent(
                "peerscribe.relay.allowed-targets=hls:,rtmp://live.example.org,srt://*.example.org",
                "peerscribe.relay.hls.directory=" + directory,
                "peerscribe.relay.max-per-meeting=2");
        meeting = agent.join("ws://one");
        relays = MEETINGS + "/" + meeting + "/relays";
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void aLiveOutputBeginsIsShownAndEnds() {
        Agent.Answer begun = agent.post(relays, "{\"target\":\"hls:stage\",\"participant\":\"aa11\"}")
                .is(201);
        String id = begun.json().get("id").stringValue();

        assertThat(begun.header("Location")).isEqualTo(relays + "/" + id);
        JsonNode shown = agent.get(relays + "/" + id).is(200).json();
        assertThat(shown.get("meetingId").stringValue()).isEqualTo(meeting);
        assertThat(shown.get("target").stringValue()).isEqualTo("hls:stage");
        assertThat(shown.get("participant").stringValue()).isEqualTo("aa11");
        assertThat(shown.get("state").stringValue()).isEqualTo("WAITING");
        assertThat(shown.get("frames").get("video").longValue()).isZero();
        assertThat(shown.get("bitRate").longValue()).isZero();
        assertThat(shown.get("reconnects").intValue()).isZero();
        assertThat(agent.get(relays).is(200).json()).hasSize(1);

        agent.delete(relays + "/" + id).is(204);
        agent.get(relays + "/" + id).problem(404, "not-found");
        agent.delete(relays + "/" + id).problem(404, "not-found");
        assertThat(agent.get(relays).is(200).json()).isEmpty();
    }

    @Test
    void everybodyGoesOutInALayout() {
        Agent.Answer begun = agent.post(relays, "{\"target\":\"hls:stage\",\"layout\":\"speaker\"}")
                .is(201);

        JsonNode shown = agent.get(begun.header("Location")).is(200).json();
        assertThat(shown.get("layout").stringValue()).isEqualTo("speaker");
        assertThat(shown.has("participant")).isFalse();
    }

    @Test
    void whatIsNotAllowedNamesTheProperty() {
        String rule = agent.post(relays, "{\"target\":\"rtmp://elsewhere.example.org/app/the-key\"}")
                .rule("invalid-request", "target");

        assertThat(rule)
                .contains("peerscribe.relay.allowed-targets", "rtmp://elsewhere.example.org")
                .doesNotContain("the-key");
    }

    @Test
    void rulesThatAreBrokenAreNamedWithTheirField() {
        agent.post(relays, "{}").rule("invalid-request", "target");
        agent.post(relays, "{\"target\":\"ftp://live.example.org/x\"}").rule("invalid-request", "target");
        agent.post(relays, "{\"target\":\"hls:../x\"}").rule("invalid-request", "target");
        agent.post(relays, "{\"target\":\"hls:x\",\"participant\":\" \"}").rule("invalid-request", "participant");
        agent.post(relays, "{\"target\":\"hls:x\",\"layout\":\"pile\"}").rule("unreadable-body", "layout");
        agent.post(relays, "{\"target\":\"hls:x\",\"layout\":\"grid\",\"participant\":\"aa11\"}")
                .rule("invalid-request", "layout");
        agent.post(relays, "{\"target\":\"hls:x\",\"colour\":\"red\"}").rule("unreadable-body", "colour");
    }

    @Test
    void noAnswerHoldsAStreamKeyOrAPassphrase() {
        Agent.Answer rtmp = agent.post(relays, "{\"target\":\"rtmp://live.example.org/app/the-key?token=other\"}")
                .is(201);
        Agent.Answer srt = agent.post(
                        relays, "{\"target\":\"srt://a.example.org:9000?streamid=publish-x&passphrase=correct-horse\"}")
                .is(201);

        assertThat(rtmp.json().get("target").stringValue()).isEqualTo("rtmp://live.example.org:1935/app/***");
        assertThat(srt.json().get("target").stringValue())
                .isEqualTo("srt://a.example.org:9000?streamid=***&passphrase=***");
        assertThat(agent.get(relays).text()).doesNotContain("the-key", "other", "publish-x", "correct-horse");
    }

    @Test
    void thereAreAsManyAsThereMayBeAndNoTwoOfTheSameFiles() {
        agent.post(relays, "{\"target\":\"hls:one\"}").is(201);
        agent.post(relays, "{\"target\":\"hls:one\"}").problem(409, "conflict");
        agent.post(relays, "{\"target\":\"hls:two\"}").is(201);
        agent.post(relays, "{\"target\":\"hls:three\"}").problem(503, "at-capacity");
    }

    @Test
    void aMeetingThatIsNotDecodedHasLiveOutputsToo() {
        String other = agent.post(MEETINGS, "{\"url\":\"ws://two\",\"engine\":\"passthrough\"}")
                .is(201)
                .json()
                .get("id")
                .stringValue();

        agent.post(MEETINGS + "/" + other + "/relays", "{\"target\":\"hls:x\"}").is(201);
    }

    @Test
    void aMeetingThatIsJoinedWithLiveOutputsHasTheEngineThatItAsksFor() {
        String body = "{\"url\":\"ws://three\",\"engine\":\"%s\",\"relays\":[{\"target\":\"%s\"}]}";
        JsonNode joined = agent.post(MEETINGS, body.formatted("passthrough", "hls:three"))
                .is(201)
                .json();
        assertThat(joined.get("engine").stringValue()).isEqualTo("passthrough");
        assertThat(agent.get(MEETINGS + "/" + joined.get("id").stringValue() + "/relays")
                        .is(200)
                        .json())
                .hasSize(1);

        assertThat(agent.post(MEETINGS, body.formatted("auto", "rtmp://elsewhere.example.org/app/the-key"))
                        .rule("invalid-request", "relays[0].target"))
                .contains("peerscribe.relay.allowed-targets")
                .doesNotContain("the-key");
        agent.post(MEETINGS, "{\"url\":\"ws://four\",\"relays\":[{}]}").rule("invalid-request", "relays[0].target");
    }

    @Test
    void aMeetingWhoseLiveOutputsHaveNoPlaceIsNotJoined() {
        agent.post(relays, "{\"target\":\"hls:one\"}").is(201);

        agent.post(MEETINGS, "{\"url\":\"ws://three\",\"relays\":[{\"target\":\"hls:one\"}]}")
                .problem(409, "conflict");

        assertThat(agent.get(MEETINGS).is(200).json()).hasSize(1);
        agent.join("ws://three");
    }

    @Test
    void liveOutputsEndWithTheirMeeting() {
        agent.post(relays, "{\"target\":\"hls:one\"}").is(201);

        agent.delete(MEETINGS + "/" + meeting).is(204);

        agent.get(relays).problem(404, "not-found");
        agent.post(relays, "{\"target\":\"hls:one\"}").problem(404, "not-found");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.matches("relay-[0-9a-f]{16}")));
    }
}
