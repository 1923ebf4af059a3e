package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.composite.CompositeEvent;
import dev.peerscribe.composite.CompositeState;
import dev.peerscribe.identity.KeyRotated;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.DeliveryState;
import dev.peerscribe.signaling.Via;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class EventsTest {
    private Agent agent;

    @BeforeEach
    void start() {
        agent = new Agent(
                "peerscribe.api.event-clients=2",
                "peerscribe.api.event-history=20",
                "peerscribe.api.event-queue=50",
                "peerscribe.api.heartbeat=100ms",
                "server.tomcat.connection-timeout=2s",
                "logging.level.root=warn");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void everyFactIsAnEventOfItsName() {
        try (Listener listener = listen("/api/v1/events", null)) {
            String id = agent.join("ws://one");
            PeerSnapshot ann = agent.media().comes(id, "Ann");
            agent.signaling()
                    .of(id)
                    .receive(new ChatMessage("m1", "hé\nllo", Instant.EPOCH, "Ann", ChatMessage.TEXT), Via.SOCKET);
            String said = agent.post("/api/v1/meetings/" + id + "/chat", "{\"text\":\"hi\"}")
                    .is(202)
                    .json()
                    .get("id")
                    .stringValue();
            agent.signaling().of(id).deliver(said, DeliveryState.ACKNOWLEDGED);
            agent.body("PUT", "/api/v1/meetings/" + id + "/recording", "{\"state\":\"PAUSED\"}")
                    .is(200);
            agent.signaling().of(id).goTo(ConnectionState.RECONNECTING);
            agent.media().leaves(id, ann);
            agent.delete("/api/v1/meetings/" + id).is(204);

            listener.awaits("meeting.left");

            assertThat(listener.names())
                    .containsExactly(
                            "recording.started",
                            "meeting.joined",
                            "peer.joined",
                            "track.opened",
                            "chat.received",
                            "chat.sent",
                            "chat.delivery",
                            "recording.state",
                            "signaling.state",
                            "track.closed",
                            "peer.left",
                            "recording.state",
                            "recording.state",
                            "recording.finished",
                            "signaling.state",
                            "meeting.left");
            assertThat(listener.ids()).isSorted().doesNotHaveDuplicates();
            JsonNode chat = listener.data("chat.received");
            assertThat(chat.get("meetingId").stringValue()).isEqualTo(id);
            assertThat(chat.get("text").stringValue()).isEqualTo("hé\nllo");
            assertThat(chat.get("at").stringValue()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(listener.data("chat.delivery").get("delivery").stringValue())
                    .isEqualTo("ACKNOWLEDGED");
            assertThat(listener.data("track.opened").get("kind").stringValue()).isEqualTo("VIDEO");
        }
    }

    @Test
    void whatIsThoughtOfAPeerIsToldAndAnotherKeyIsAnAlarm() {
        try (Listener listener = listen("/api/v1/events", null)) {
            String id = agent.join("ws://one");
            EventFeed feed = agent.bean(EventFeed.class);
            feed.on(new MediaEvent.PeerTrustChanged(id, "p1", Trust.UNKNOWN, Trust.PINNED, null));
            feed.on(new MediaEvent.PeerTrustChanged(id, "p2", Trust.UNKNOWN, Trust.WAITING, TrustReason.NOT_LISTED));
            feed.on(new MediaEvent.PeerTrustChanged(id, "p3", Trust.PINNED, Trust.REFUSED, TrustReason.KEY_CHANGED));
            feed.on(new KeyRotated("AA", "BB"));

            listener.awaits("agent.key");

            assertThat(listener.names())
                    .endsWith("peer.trust", "peer.waiting", "peer.key-changed", "peer.refused", "agent.key");
            assertThat(listener.data("peer.trust").get("trust").stringValue()).isEqualTo("PINNED");
            assertThat(listener.data("peer.waiting").get("reason").stringValue())
                    .isEqualTo("not-listed");
            assertThat(listener.data("peer.refused").get("reason").stringValue())
                    .isEqualTo("key-changed");
            assertThat(listener.data("peer.key-changed").get("from").stringValue())
                    .isEqualTo("PINNED");
            assertThat(listener.data("agent.key").get("keyFingerprint").stringValue())
                    .isEqualTo("BB");
        }
    }

    @Test
    void whoSpeaksAndIsMutedIsToldAndWhoWasToldThatItRecords() {
        try (Listener listener = listen("/api/v1/events", null)) {
            String id = agent.post(
                            "/api/v1/meetings",
                            "{\"url\":\"ws://one\",\"notice\":\"this is recorded\",\"requireApproval\":true}")
                    .is(201)
                    .json()
                    .get("id")
                    .stringValue();
            agent.post("/api/v1/meetings/" + id + "/recording/approval", "{\"by\":\"Ann\"}")
                    .is(200);
            PeerSnapshot ann = agent.media().comes(id, "Ann");
            listener.awaits("recording.notice");
            EventFeed feed = agent.bean(EventFeed.class);
            feed.on(new MediaEvent.SpeakingChanged(id, "p1", "a", true));
            feed.on(new MediaEvent.TrackMuteChanged(id, "p1", "v", TrackKind.VIDEO, true));
            feed.on(new MediaEvent.TrackMuteChanged(id, "p1", "v", TrackKind.VIDEO, false));

            listener.awaits("track.unmuted");

            assertThat(listener.names()).containsSubsequence("peer.speaking", "track.muted", "track.unmuted");
            assertThat(listener.data("peer.speaking").get("speaking").booleanValue())
                    .isTrue();
            assertThat(listener.data("track.muted").get("kind").stringValue()).isEqualTo("VIDEO");
            assertThat(listener.data("recording.approval").get("state").stringValue())
                    .isEqualTo("WAITING");
            JsonNode notice = listener.data("recording.notice");
            assertThat(notice.get("text").stringValue()).isEqualTo("this is recorded");
            assertThat(notice.get("peers").get(0).stringValue()).isEqualTo(ann.id());
        }
    }

    @Test
    void aMeetingsEventsAreOnlyItsOwnAndEndWithIt() {
        String one = agent.join("ws://one");
        String two = agent.join("ws://two");
        try (Listener listener = listen("/api/v1/meetings/" + one + "/events", null)) {
            agent.media().comes(two, "Ben");
            agent.media().comes(one, "Ann");
            agent.delete("/api/v1/meetings/" + one).is(204);

            await().until(listener::ended);

            assertThat(listener.events)
                    .filteredOn(event -> event.containsKey("event"))
                    .allSatisfy(event -> assertThat(event.get("data")).contains(one));
            assertThat(listener.names()).startsWith("peer.joined").endsWith("meeting.left");
        }
    }

    @Test
    void whoComesBackGetsWhatItMissed() {
        String id = agent.join("ws://one");
        String last;
        try (Listener listener = listen("/api/v1/events", null)) {
            agent.media().comes(id, "Ann");
            listener.awaits("track.opened");
            last = listener.idOf("peer.joined");
        }
        agent.media().comes(id, "Ben");

        try (Listener listener = listen("/api/v1/events", last)) {
            await().until(() -> listener.names().size() >= 3);
            assertThat(listener.names()).containsExactly("track.opened", "peer.joined", "track.opened");
        }
    }

    @Test
    void whoMissedMoreThanIsKeptIsTold() {
        String id = agent.join("ws://one");
        for (int i = 0; i < 30; i++) {
            agent.media().comes(id, "Ann");
        }

        try (Listener listener = listen("/api/v1/events", "1")) {
            await().until(() -> listener.names().size() >= 21);
            assertThat(listener.names()).startsWith("events.missed").hasSize(21);
        }
    }

    @Test
    void aLastEventIdThatIsNoneIsRefused() {
        agent.get("/api/v1/events", "Last-Event-ID", "x").rule("invalid-request", "Last-Event-ID");
        agent.get("/api/v1/events", "Last-Event-ID", "-1").rule("invalid-request", "Last-Event-ID");
    }

    @Test
    void whatBecomesOfAFilmIsToldWithItsRecording() {
        try (Listener listener = listen("/api/v1/events", null)) {
            EventFeed feed = agent.bean(EventFeed.class);
            feed.on(new CompositeEvent.CompositeStateChanged(
                    "m", "r", "c", CompositeState.RUNNING, CompositeState.FAILED, "no disk"));
            feed.on(new CompositeEvent.CompositeProgressed("m", "r", "c", 0.5));
            feed.on(new CompositeEvent.CompositeRemoved("m", "r", "c"));
            feed.on(new RecordingEvent.RecordingRemoved("m", "r"));

            listener.awaits("recording.removed");
            assertThat(listener.names())
                    .containsSubsequence(
                            "recording.composite.state",
                            "recording.composite.progress",
                            "recording.composite.removed",
                            "recording.removed");
            JsonNode state = listener.data("recording.composite.state");
            assertThat(state.get("recordingId").stringValue()).isEqualTo("r");
            assertThat(state.get("compositeId").stringValue()).isEqualTo("c");
            assertThat(state.get("from").stringValue()).isEqualTo("RUNNING");
            assertThat(state.get("state").stringValue()).isEqualTo("FAILED");
            assertThat(state.get("error").stringValue()).isEqualTo("no disk");
            assertThat(listener.data("recording.composite.progress")
                            .get("progress")
                            .doubleValue())
                    .isEqualTo(0.5);
        }
    }

    @Test
    void aSilentStreamIsKeptAlive() {
        try (Listener listener = listen("/api/v1/events", null)) {
            await().until(() ->
                    listener.comments.stream().filter("alive"::equals).count() >= 2);
            assertThat(listener.contentType).startsWith("text/event-stream");
        }
    }

    @Test
    void onlySoManyClientsAreTakenAndAPlaceBecomesFree() {
        Listener one = listen("/api/v1/events", null);
        Listener two = listen("/api/v1/events", null);
        Agent.Answer refusal = agent.get("/api/v1/events");
        refusal.problem(503, "at-capacity");
        assertThat(refusal.header("Retry-After")).isNotEmpty();
        assertThat(clients()).isEqualTo(2);

        one.close();
        two.close();

        await().untilAsserted(() -> assertThat(clients()).isZero());
        listen("/api/v1/events", null).close();
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndNobodyWaitsForIt() throws IOException {
        String id = agent.join("ws://one");
        try (Socket stuck = new Socket();
                Listener listener = listen("/api/v1/events", null)) {
            stuck.setReceiveBufferSize(1_024);
            stuck.connect(new InetSocketAddress("localhost", agent.port()));
            stuck.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> clients() == 2);
            String text = "x".repeat(15_000);

            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
                long begin = System.nanoTime();
                agent.signaling()
                        .of(id)
                        .receive(
                                new ChatMessage("m" + begin, text, Instant.EPOCH, "Ann", ChatMessage.TEXT), Via.SOCKET);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
                return dropped() == 1;
            });

            await().atMost(Duration.ofSeconds(20)).until(() -> clients() == 1);
            int before = listener.names().size();
            agent.media().comes(id, "Ann");
            await().until(() -> listener.names().size() > before);
        }
    }

    @Test
    void theEndOfTheAgentEndsEveryStream() {
        Listener listener = listen("/api/v1/events", null);
        agent.join("ws://one");

        agent.close();

        await().until(listener::ended);
        assertThat(listener.names()).endsWith("meeting.left");
        listener.close();
    }

    private double clients() {
        return agent.bean(MeterRegistry.class)
                .get("peerscribe.api.event.clients")
                .gauge()
                .value();
    }

    private double dropped() {
        return agent.bean(MeterRegistry.class)
                .get("peerscribe.api.event.clients.dropped")
                .counter()
                .count();
    }

    private Listener listen(String path, @Nullable String lastEventId) {
        HttpRequest.Builder request = agent.request(path);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        Listener listener = new Listener(request.build());
        await().until(() -> listener.comments.contains("connected"));
        return listener;
    }

    /** Reads a stream as a browser does. */
    private static final class Listener implements AutoCloseable {
        private static final JsonMapper JSON = JsonMapper.builder().build();

        final List<Map<String, String>> events = new CopyOnWriteArrayList<>();
        final List<String> comments = new CopyOnWriteArrayList<>();
        volatile String contentType = "";
        private final HttpClient client = HttpClient.newHttpClient();
        private final Thread reader;

        Listener(HttpRequest request) {
            reader = Thread.ofVirtual().start(() -> read(request));
        }

        private void read(HttpRequest request) {
            try {
                HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
                contentType = response.headers().firstValue("Content-Type").orElse("");
                Map<String, String> event = new HashMap<>();
                for (String line : (Iterable<String>) response.body()::iterator) {
                    if (line.startsWith(":")) {
                        comments.add(line.substring(1).strip());
                    } else if (line.isEmpty()) {
                        if (event.containsKey("event")) {
                            events.add(Map.copyOf(event));
                        }
                        event.clear();
                    } else {
                        int colon = line.indexOf(':');
                        event.put(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip());
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                comments.add("ended");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        boolean ended() {
            return !reader.isAlive();
        }

        List<String> names() {
            return events.stream().map(event -> event.getOrDefault("event", "")).toList();
        }

        List<Long> ids() {
            return events.stream()
                    .map(event -> Long.valueOf(event.getOrDefault("id", "0")))
                    .toList();
        }

        String idOf(String name) {
            return field(name, "id");
        }

        JsonNode data(String name) {
            return JSON.readTree(field(name, "data"));
        }

        void awaits(String name) {
            await().until(() -> names().contains(name));
        }

        private String field(String name, String field) {
            return events.stream()
                    .filter(event -> name.equals(event.get("event")))
                    .map(event -> event.getOrDefault(field, ""))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}
