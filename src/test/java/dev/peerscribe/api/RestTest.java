package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.Via;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestTest {
    private static final String MEETINGS = "/api/v1/meetings";

    private Agent agent;

    @BeforeAll
    void start() {
        agent = new Agent("peerscribe.meeting.capacity=2", "peerscribe.api.allowed-hosts=agent.example.org");
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
    void theStatusSaysWhoTheAgentIsAndWhatItDoes() {
        String id = agent.join("ws://one");

        JsonNode status = agent.get("/api/v1/status").is(200).json();

        var key = agent.bean(KeyManager.class).identity().publicKey();
        assertThat(status.get("id").stringValue()).isEqualTo(key.shortId());
        assertThat(status.get("keyFingerprint").stringValue()).isEqualTo(key.fingerprint());
        assertThat(status.get("numericFingerprint").stringValue()).isEqualTo(key.numericFingerprint());
        assertThat(status.get("name").stringValue()).isEqualTo("Peerscribe");
        assertThat(status.get("version").stringValue()).isNotBlank();
        assertThat(status.get("state").stringValue()).isEqualTo("RUNNING");
        assertThat(status.get("capacity").get("meetings").intValue()).isEqualTo(2);
        assertThat(status.get("capacity").get("used").intValue()).isEqualTo(1);
        assertThat(status.get("meetings").get(0).get("id").stringValue()).isEqualTo(id);
    }

    @Test
    void joiningAnswersTheMeetingAndWhereItIs() {
        Agent.Answer answer = agent.post(MEETINGS, """
                {"url":"ws://localhost:3030/blue","name":"Blue","displayName":"Scribe","negotiation":"offer",
                 "record":true,"trust":"any","engine":"passthrough","autoLeave":{"whenAlone":30,"maxDuration":3600.5}}""");

        JsonNode meeting = answer.is(201).json();
        String id = meeting.get("id").stringValue();
        assertThat(answer.header("Location")).isEqualTo(MEETINGS + "/" + id);
        assertThat(meeting.get("name").stringValue()).isEqualTo("Blue");
        assertThat(meeting.get("url").stringValue()).isEqualTo("ws://localhost:3030/blue");
        assertThat(meeting.get("negotiation").stringValue()).isEqualTo("offer");
        assertThat(meeting.get("engine").stringValue()).isEqualTo("passthrough");
        assertThat(meeting.get("autoLeave").get("maxDuration").doubleValue()).isEqualTo(3600.5);
        assertThat(meeting.get("signaling").get("state").stringValue()).isEqualTo("CONNECTED");
        assertThat(Instant.parse(meeting.get("signaling").get("since").stringValue()))
                .isNotNull();
        assertThat(meeting.get("signaling").get("queued").intValue()).isZero();
        assertThat(meeting.get("signaling").has("lastError")).isFalse();
        assertThat(meeting.get("recording").get("state").stringValue()).isEqualTo("RECORDING");
        assertThat(meeting.get("chat").get("total").intValue()).isZero();
        assertThat(agent.get(MEETINGS + "/" + id).is(200).json()).isEqualTo(meeting);
    }

    @Test
    void theFilesOfAMeetingCanBeOfAFormatOfTheirOwnWhereTheyCanBeMade() {
        agent.post(MEETINGS, "{\"url\":\"ws://one\",\"format\":\"mp4\",\"engine\":\"webrtc\"}")
                .rule("invalid-request", "format");
        String id = agent.post(MEETINGS, "{\"url\":\"ws://one\",\"format\":\"mp4\",\"engine\":\"passthrough\"}")
                .is(201)
                .json()
                .get("id")
                .stringValue();
        JsonNode recording = agent.get(MEETINGS + "/" + id).json().get("recording");
        assertThat(agent.get("/api/v1/recordings/" + recording.get("id").stringValue())
                        .json()
                        .get("format")
                        .stringValue())
                .isEqualTo("mp4");
    }

    @Test
    void aPeerIsShownWithItsKeyAndTracksAndTheAgentItselfIsNot() {
        String id = agent.join("ws://one");
        PeerSnapshot ann = agent.media().comes(id, "Ann");
        agent.media().echoes(id, agent.bean(KeyManager.class).identity().publicKey());

        JsonNode peers = agent.get(MEETINGS + "/" + id).json().get("peers");

        assertThat(peers).hasSize(1);
        JsonNode peer = peers.get(0);
        assertThat(peer.get("id").stringValue()).isEqualTo(ann.id());
        assertThat(peer.get("senderId").stringValue()).isEqualTo("sender-1");
        assertThat(peer.get("name").stringValue()).isEqualTo("Ann");
        assertThat(peer.get("keyFingerprint").stringValue()).isEqualTo(ann.key().fingerprint());
        assertThat(peer.get("numericFingerprint").stringValue())
                .isEqualTo(ann.key().numericFingerprint());
        assertThat(peer.get("trust").stringValue()).isEqualTo("UNKNOWN");
        assertThat(peer.has("trustReason")).isFalse();
        assertThat(peer.get("state").stringValue()).isEqualTo("CONNECTED");
        JsonNode track = peer.get("tracks").get(0);
        assertThat(track.get("kind").stringValue()).isEqualTo("VIDEO");
        assertThat(track.get("codec").stringValue()).isEqualTo("VP8");
        assertThat(track.get("width").intValue()).isEqualTo(640);
        assertThat(track.get("packetsLost").intValue()).isEqualTo(1);
        assertThat(track.get("bytes").intValue()).isEqualTo(2_048);
    }

    @Test
    void leavingAnswersNothingAndTheMeetingIsGone() {
        String id = agent.join("ws://one");

        Agent.Answer answer = agent.delete(MEETINGS + "/" + id).is(204);

        assertThat(answer.text()).isEmpty();
        agent.get(MEETINGS + "/" + id).problem(404, "not-found");
        agent.delete(MEETINGS + "/" + id).problem(404, "not-found");
    }

    @Test
    void theSameMeetingTwiceIsAConflictThatNamesIt() {
        String id = agent.join("ws://one");

        JsonNode problem = agent.post(MEETINGS, "{\"url\":\"WS://ONE/\"}").problem(409, "conflict");

        assertThat(problem.get("meeting").stringValue()).isEqualTo(id);
    }

    @Test
    void atCapacityTheAgentSaysWhenToTryAgain() {
        agent.join("ws://one");
        agent.join("ws://two");

        Agent.Answer answer = agent.post(MEETINGS, "{\"url\":\"ws://three\"}");

        answer.problem(503, "at-capacity");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid-request|url",
                "{\"url\":null}|invalid-request|url",
                "{\"url\":\"http://h\"}|invalid-request|url",
                "{\"url\":\"\"}|invalid-request|url",
                "{\"url\":\"ws://h\",\"name\":\"\"}|invalid-request|name",
                "{\"url\":\"ws://h\",\"displayName\":\"\\u0007\"}|invalid-request|displayName",
                "{\"url\":\"ws://h\",\"trust\":\"pinned\"}|unreadable-body|trust",
                "{\"url\":\"ws://h\",\"autoLeave\":{\"whenAlone\":-1}}|invalid-request|autoLeave.whenAlone",
                "{\"url\":\"ws://h\",\"autoLeave\":{\"maxDuration\":1e300}}|invalid-request|autoLeave.maxDuration",
                "{\"url\":\"ws://h\",\"autoLeave\":{\"maxDuration\":\"1\"}}|unreadable-body|autoLeave.maxDuration",
                "{\"url\":\"ws://h\",\"autoLeave\":7}|unreadable-body|autoLeave",
                "{\"url\":\"ws://h\",\"notice\":\"\\u0007\"}|invalid-request|notice",
                "{\"url\":\"ws://h\",\"requireApproval\":\"yes\"}|unreadable-body|requireApproval",
                "{\"url\":5}|unreadable-body|url",
                "{\"url\":[\"ws://h\"]}|unreadable-body|url",
                "{\"url\":\"ws://h\",\"record\":\"true\"}|unreadable-body|record",
                "{\"url\":\"ws://h\",\"record\":1}|unreadable-body|record",
                "{\"url\":\"ws://h\",\"negotiation\":\"both\"}|unreadable-body|negotiation",
                "{\"url\":\"ws://h\",\"engine\":\"gstreamer\"}|unreadable-body|engine",
                "{\"url\":\"ws://h\",\"format\":\"avi\"}|unreadable-body|format",
                "{\"url\":\"ws://h\",\"format\":2}|unreadable-body|format",
                "{\"url\":\"ws://h\",\"negotiation\":1}|unreadable-body|negotiation",
                "{\"url\":\"ws://h\",\"urls\":[]}|unreadable-body|urls",
                "{\"url\":\"ws://h\"} x|unreadable-body|",
                "{\"url\":\"ws://h\",\"url\":\"ws://i\"}|unreadable-body|",
                "{\"url\":|unreadable-body|",
                "[]|unreadable-body|",
                "null|unreadable-body|",
                "\"text\"|unreadable-body|",
                "7|unreadable-body|",
                "not json|unreadable-body|",
            })
    void aWrongBodyIsRefusedWithTheFieldAndTheRule(String body, String type, String field) {
        String rule = agent.post(MEETINGS, body).rule(type, field == null ? "" : field);

        assertThat(rule).isNotBlank();
        assertThat(agent.get(MEETINGS).json()).isEmpty();
    }

    @Test
    void anUnknownWordIsAnsweredWithThoseThatAreKnown() {
        assertThat(agent.post(MEETINGS, "{\"url\":\"ws://h\",\"negotiation\":\"both\"}")
                        .rule("unreadable-body", "negotiation"))
                .isEqualTo("must be one of answer, offer, auto");
        assertThat(agent.post(MEETINGS, "{\"uri\":\"ws://h\"}").rule("unreadable-body", "uri"))
                .contains("displayName", "url");
    }

    @Test
    void aBodyThatIsNotThereIsRefused() {
        agent.post(MEETINGS, "").rule("unreadable-body", "");
    }

    @Test
    void aBodyOfDeepNestingIsRefused() {
        agent.post(MEETINGS, "{\"url\":" + "[".repeat(20_000)).problem(400, "unreadable-body");
    }

    @Test
    void aBodyOfInvalidUtf8IsRefused() {
        HttpRequest request = agent.request(MEETINGS)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'}))
                .build();

        agent.send(request).problem(400, "unreadable-body");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws IOException {
        String large = "{\"url\":\"" + "x".repeat(70_000) + "\"}";

        agent.post(MEETINGS, large).problem(413, "body-too-large");
        assertThat(agent.raw("POST /api/v1/meetings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("urn:peerscribe:problem:body-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"})
    void aBodyThatIsNotJsonIsRefused(String type) {
        agent.post(MEETINGS, "{\"url\":\"ws://h\"}", "Content-Type", type).problem(415, "unsupported-media-type");
        agent.post("/api/v1/drain", "x=1", "Content-Type", type).problem(415, "unsupported-media-type");
    }

    @Test
    void anUnknownPathIsAProblemDetailToo() {
        agent.get("/api/v1/nothing").problem(404, "not-found");
        agent.get("/nothing").problem(404, "not-found");
        agent.get("/error").problem(404, "not-found");
        agent.get("/api/v1/meetings/x/y/z").problem(404, "not-found");
    }

    @Test
    void aWrongMethodIsAnsweredWithTheRightOnes() {
        Agent.Answer answer = agent.body("PATCH", MEETINGS, "{}");

        answer.problem(405, "method-not-allowed");
        assertThat(answer.header("Allow")).contains("GET", "POST");
    }

    @Test
    void aTypeThatCannotBeGivenIsRefused() {
        agent.get("/api/v1/status", "Accept", "image/png").problem(406, "not-acceptable");
        agent.get("/api/v1/events", "Accept", "application/json").problem(406, "not-acceptable");
    }

    @Test
    void aPathThatIsNoUriIsAProblemDetailWithoutTheServersName() throws IOException {
        String answer = agent.raw("GET /api/v1/meetings/{id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "urn:peerscribe:problem:bad-request")
                .doesNotContain("Tomcat", "Exception");
    }

    @Test
    void aDefectIsAnsweredWithoutItsInsides() {
        agent.recordings().diskFull(true);

        JsonNode problem = agent.post(MEETINGS, "{\"url\":\"ws://h\"}").problem(500, "internal");

        agent.recordings().diskFull(false);
        assertThat(problem.toString()).doesNotContain("disk");
        assertThat(agent.get(MEETINGS).json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example.org", "localhost.evil.example.org", "127.0.0.2:8080", "[::2]"})
    void aHostThatIsNotTheAgentsIsMisdirected(String host) throws IOException {
        String answer = agent.raw("GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 421").contains("urn:peerscribe:problem:misdirected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "[::1]", "agent.example.org"})
    void theAgentsOwnNamesAreTaken(String host) throws IOException {
        String answer = agent.raw("GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example.org", "null", "http://localhost:1", "file://"})
    void aPageFromElsewhereMayDoNothing(String origin) {
        agent.post("/api/v1/drain", "", "Origin", origin).problem(403, "origin-refused");
        agent.post(MEETINGS, "{\"url\":\"ws://h\"}", "Origin", origin).problem(403, "origin-refused");

        assertThat(agent.get("/api/v1/status").json().get("state").stringValue())
                .isEqualTo("RUNNING");
    }

    @Test
    void theAgentsOwnPageMay() {
        agent.post(MEETINGS, "{\"url\":\"ws://h\"}", "Origin", "http://localhost:" + agent.port())
                .is(201);
    }

    @Test
    void noOtherOriginIsGivenAccess() {
        assertThat(agent.get("/api/v1/status").header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void theRecordingOfAMeetingIsPutIntoItsStates() {
        String recording = MEETINGS + "/" + agent.join("ws://one") + "/recording";

        assertThat(put(recording, "PAUSED").is(200).json().get("state").stringValue())
                .isEqualTo("PAUSED");
        JsonNode resumed = put(recording, "RECORDING").is(200).json();
        assertThat(resumed.get("state").stringValue()).isEqualTo("RECORDING");
        put(recording, "STOPPED").is(200);
        put(recording, "PAUSED").problem(409, "conflict");
        put(recording, "STOPPED").problem(409, "conflict");
        assertThat(put(recording, "RECORDING").is(200).json().get("id").stringValue())
                .isNotEqualTo(resumed.get("id").stringValue());
    }

    @Test
    void whereAnApprovalIsRequiredNothingIsRecordedBeforeIt() {
        String id = agent.post(MEETINGS, "{\"url\":\"ws://one\",\"requireApproval\":true}")
                .is(201)
                .json()
                .get("id")
                .stringValue();
        String approval = MEETINGS + "/" + id + "/recording/approval";
        JsonNode waiting = agent.get(MEETINGS + "/" + id).json();
        assertThat(waiting.get("recordingApproval").get("state").stringValue()).isEqualTo("WAITING");
        assertThat(waiting.has("recording")).isFalse();
        agent.body("PUT", MEETINGS + "/" + id + "/recording", "{\"state\":\"RECORDING\"}")
                .problem(409, "conflict");
        agent.delete(approval).problem(409, "conflict");
        agent.post(approval, "{\"by\":\" \"}").rule("invalid-request", "by");
        agent.post(approval, "{}").rule("invalid-request", "by");

        JsonNode given = agent.post(approval, "{\"by\":\"Ann\",\"note\":\"all said yes\"}")
                .is(200)
                .json();

        assertThat(given.get("state").stringValue()).isEqualTo("APPROVED");
        assertThat(given.get("by").stringValue()).isEqualTo("Ann");
        JsonNode recording = agent.get(MEETINGS + "/" + id).json().get("recording");
        assertThat(recording.get("state").stringValue()).isEqualTo("RECORDING");
        JsonNode kept = agent.get("/api/v1/recordings/" + recording.get("id").stringValue())
                .json()
                .get("approval");
        assertThat(kept.get("note").stringValue()).isEqualTo("all said yes");
        assertThat(agent.delete(approval).is(200).json().get("state").stringValue())
                .isEqualTo("WAITING");
        assertThat(agent.get("/api/v1/recordings/" + recording.get("id").stringValue())
                        .json()
                        .get("endReason")
                        .stringValue())
                .isEqualTo("APPROVAL_WITHDRAWN");
        agent.post(MEETINGS + "/unknown/recording/approval", "{\"by\":\"Ann\"}").problem(404, "not-found");
    }

    @Test
    void aRecordingStateThatThereIsNotIsRefused() {
        String recording = MEETINGS + "/" + agent.join("ws://one") + "/recording";

        assertThat(put(recording, "COMPLETE").rule("unreadable-body", "state"))
                .isEqualTo("must be one of RECORDING, PAUSED, STOPPED");
        agent.body("PUT", recording, "{}").rule("invalid-request", "state");
        put(MEETINGS + "/nothing/recording", "PAUSED").problem(404, "not-found");
    }

    @Test
    void whatIsSaidIsAcceptedAndInTheHistory() {
        String id = agent.join("ws://one");
        String chat = MEETINGS + "/" + id + "/chat";
        agent.signaling()
                .of(id)
                .receive(new ChatMessage("m1", "hello ☃", Instant.EPOCH, "Ann", ChatMessage.TEXT), Via.DATA_CHANNEL);

        JsonNode posted = agent.post(chat, "{\"text\":\"hi\"}").is(202).json();

        assertThat(posted.get("delivery").stringValue()).isEqualTo("SENT");
        JsonNode history = agent.get(chat).is(200).json();
        assertThat(history.get("unread").intValue()).isEqualTo(1);
        JsonNode in = history.get("messages").get(0);
        assertThat(in.get("id").stringValue()).isEqualTo("m1");
        assertThat(in.get("text").stringValue()).isEqualTo("hello ☃");
        assertThat(in.get("timestamp").stringValue()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(in.get("sender").stringValue()).isEqualTo("Ann");
        assertThat(in.get("direction").stringValue()).isEqualTo("IN");
        assertThat(in.get("via").stringValue()).isEqualTo("DATA_CHANNEL");
        JsonNode out = history.get("messages").get(1);
        assertThat(out.get("id")).isEqualTo(posted.get("id"));
        assertThat(out.get("direction").stringValue()).isEqualTo("OUT");
        assertThat(agent.get(chat + "?after=m1&limit=5").json().get("messages")).hasSize(1);
        agent.post(chat + "/read", "").is(204);
        assertThat(agent.get(MEETINGS + "/" + id)
                        .json()
                        .get("chat")
                        .get("unread")
                        .intValue())
                .isZero();
    }

    @Test
    void theSameIdempotencyKeySaysItOnce() {
        String id = agent.join("ws://one");
        String chat = MEETINGS + "/" + id + "/chat";

        JsonNode first = agent.post(chat, "{\"text\":\"hi\"}", "Idempotency-Key", "k")
                .is(202)
                .json();
        JsonNode again = agent.post(chat, "{\"text\":\"hi\"}", "Idempotency-Key", "k")
                .is(202)
                .json();

        assertThat(again).isEqualTo(first);
        assertThat(agent.signaling().of(id).sent()).hasSize(1);
        agent.post(chat, "{\"text\":\"ho\"}", "Idempotency-Key", "k").problem(409, "conflict");
        agent.post(chat, "{\"text\":\"hi\"}", "Idempotency-Key", "x".repeat(201))
                .rule("invalid-request", "Idempotency-Key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid-request|text",
                "{\"text\":\"\"}|invalid-request|text",
                "{\"text\":\"  \"}|invalid-request|text",
                "{\"text\":\"a\\u0000\"}|invalid-request|text",
                "{\"text\":7}|unreadable-body|text",
                "{\"text\":\"a\",\"to\":\"b\"}|unreadable-body|to",
            })
    void whatCannotBeSaidIsRefusedWithTheRule(String body, String type, String field) {
        String id = agent.join("ws://one");

        agent.post(MEETINGS + "/" + id + "/chat", body).rule(type, field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "99999999999"})
    void aPageOfAnImpossibleSizeIsRefused(String limit) {
        String id = agent.join("ws://one");

        agent.get(MEETINGS + "/" + id + "/chat?limit=" + limit).rule("invalid-request", "limit");
    }

    @Test
    void aFullQueueIsSaid() {
        String id = agent.join("ws://one");
        agent.signaling().of(id).goTo(ConnectionState.RECONNECTING);
        agent.signaling().of(id).queueHolds(1);
        String chat = MEETINGS + "/" + id + "/chat";

        assertThat(agent.post(chat, "{\"text\":\"1\"}")
                        .is(202)
                        .json()
                        .get("delivery")
                        .stringValue())
                .isEqualTo("QUEUED");
        Agent.Answer full = agent.post(chat, "{\"text\":\"2\"}");

        full.problem(429, "queue-full");
        assertThat(full.header("Retry-After")).isNotEmpty();
        agent.signaling().of(id).goTo(ConnectionState.ERROR);
        agent.post(chat, "{\"text\":\"3\"}").problem(409, "conflict");
    }

    @Test
    void theChatOfAnUnknownMeetingIsUnknown() {
        agent.get(MEETINGS + "/x/chat").problem(404, "not-found");
        agent.post(MEETINGS + "/x/chat", "{\"text\":\"hi\"}").problem(404, "not-found");
        agent.post(MEETINGS + "/x/chat/read", "").problem(404, "not-found");
        agent.get(MEETINGS + "/x/events").problem(404, "not-found");
    }

    @Test
    void problemsAreCounted() {
        var counter = agent.bean(MeterRegistry.class)
                .get("peerscribe.api.problems")
                .tag("type", "not-found")
                .counter();
        double before = counter.count();

        agent.get(MEETINGS + "/nothing").is(404);

        assertThat(counter.count()).isEqualTo(before + 1);
    }

    @Test
    void theContractIsDescribed() {
        JsonNode api = agent.get("/v3/api-docs").is(200).json();

        assertThat(api.get("paths").propertyNames())
                .contains(
                        "/api/v1/status",
                        "/api/v1/meetings",
                        "/api/v1/meetings/{id}",
                        "/api/v1/meetings/{id}/recording",
                        "/api/v1/meetings/{id}/chat",
                        "/api/v1/meetings/{id}/chat/read",
                        "/api/v1/meetings/{id}/relays",
                        "/api/v1/meetings/{id}/relays/{relay}",
                        "/api/v1/meetings/{id}/events",
                        "/api/v1/events",
                        "/api/v1/drain",
                        "/api/v1/recordings",
                        "/api/v1/recordings/{id}",
                        "/api/v1/recordings/{id}/manifest",
                        "/api/v1/recordings/{id}/composites",
                        "/api/v1/recordings/{id}/composites/{composite}",
                        "/api/v1/recordings/{id}/composites/{composite}/file",
                        "/api/v1/recordings/{id}/files/{name}")
                .doesNotContain("/error");
        assertThat(api.get("paths")
                        .get("/api/v1/meetings")
                        .get("post")
                        .get("summary")
                        .stringValue())
                .isNotBlank();
        assertThat(api.get("components").get("schemas").propertyNames())
                .contains("Meeting", "Peer", "Track", "Join")
                .doesNotContain("SessionDescription");
    }

    @Test
    void actuatorListensOnAPortOfItsOwn() {
        agent.get("/actuator/health").problem(404, "not-found");
        Agent.Answer liveness = agent.send(HttpRequest.newBuilder(agent.management("/actuator/health/liveness"))
                .build());
        assertThat(liveness.is(200).json().get("status").stringValue()).isEqualTo("UP");
        assertThat(agent.send(HttpRequest.newBuilder(agent.management("/actuator/prometheus"))
                                .build())
                        .is(200)
                        .text())
                .contains("peerscribe_meeting_active_meetings", "peerscribe_chat_messages_total");
    }

    @Test
    void readinessSaysWhetherAMeetingCanBeTaken() {
        HttpRequest readiness = HttpRequest.newBuilder(agent.management("/actuator/health/readiness"))
                .build();
        agent.send(readiness).is(200);
        agent.join("ws://one");
        agent.join("ws://two");

        JsonNode health = agent.send(readiness).is(503).json();

        assertThat(health.get("components").get("meeting").get("status").stringValue())
                .isEqualTo("OUT_OF_SERVICE");
        agent.send(HttpRequest.newBuilder(agent.management("/actuator/health/liveness"))
                        .build())
                .is(200);
    }

    /** With what is configured by default: by no other address of this machine either. */
    @Test
    void neitherPortIsReachedButByTheLoopbackAddress() throws IOException {
        List<InetAddress> others = new ArrayList<>(List.of(InetAddress.ofLiteral("127.0.0.2")));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .forEach(others::add);
        for (int port : List.of(agent.port(), agent.management("/").getPort())) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
            }
            for (InetAddress address : others) {
                assertThatThrownBy(() -> {
                            try (Socket socket = new Socket()) {
                                socket.connect(new InetSocketAddress(address, port), 2_000);
                            }
                        })
                        .as("%s, port %s", address, port)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void anAgentThatDrainsTakesNoMeeting() {
        try (Agent draining = new Agent()) {
            String id = draining.join("ws://one");
            HttpRequest readiness = HttpRequest.newBuilder(draining.management("/actuator/health/readiness"))
                    .build();
            draining.send(readiness).is(200);

            assertThat(draining.post("/api/v1/drain", "")
                            .is(202)
                            .json()
                            .get("state")
                            .stringValue())
                    .isEqualTo("DRAINING");

            await().atMost(Duration.ofSeconds(1))
                    .untilAsserted(() -> draining.send(readiness).is(503));
            Agent.Answer refusal = draining.post(MEETINGS, "{\"url\":\"ws://two\"}");
            refusal.problem(503, "draining");
            assertThat(refusal.header("Retry-After")).isNotEmpty();
            draining.get(MEETINGS + "/" + id).is(200);
        }
    }

    private Agent.Answer put(String path, String state) {
        return agent.body("PUT", path, "{\"state\":\"" + state + "\"}");
    }
}
