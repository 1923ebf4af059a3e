package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.peerscribe.access.NewKeyCommand;
import dev.peerscribe.access.Scope;
import dev.peerscribe.fakes.ManualClock;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** An agent that asks for credentials, and everybody who has them, has not, or has others. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    static final String EVERY_SCOPE =
            Arrays.stream(Scope.values()).map(Scope::text).collect(Collectors.joining(" "));

    private static final int TIMES = 20;
    private static final String MEETINGS = "/api/v1/meetings";
    private static final String[] GENEROUS = {
        "peerscribe.access.rate.burst=1000000",
        "peerscribe.access.rate.refusals-per-minute=1000000",
        "peerscribe.api.heartbeat=100ms",
        "logging.level.root=warn"
    };
    private static final String[] WITH_DEMO = {
        "peerscribe.embedded.relay.enabled=true",
        "peerscribe.embedded.relay.port=0",
        "peerscribe.embedded.demo.enabled=true"
    };

    @TempDir
    static Path folder;

    /** Keys as callers have them: one for each scope alone, one for all of them. */
    private final Map<Scope, String> alone = new EnumMap<>(Scope.class);

    private final Map<String, String> entries = new HashMap<>();
    private final ListAppender<ILoggingEvent> audited = new ListAppender<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private String everything;
    private String expired;
    private Path file;
    private Agent agent;

    record Called(String method, String path) {}

    /**
     * Who calls an agent.
     *
     * @param everything what opens everything
     * @param alone what opens as much as one scope does
     * @param wrong header values that open nothing
     */
    private record Callers(Agent agent, String everything, Map<Scope, String> alone, IntFunction<String> wrong) {}

    @BeforeAll
    void start() throws IOException {
        for (Scope scope : Scope.values()) {
            alone.put(scope, make(scope.name().replace('_', '-'), scope.text()));
        }
        everything = make("everything", "all");
        expired = make("expired", "all", "--expires", "2026-01-01T11:59:59Z");
        file = folder.resolve("keys.json");
        write(entries.keySet());
        String[] keys = {
            "peerscribe.access.keys-file=" + file,
            "peerscribe.access.reload-interval=100ms",
            "server.address=0.0.0.0",
            "management.server.address=0.0.0.0"
        };
        agent = new Agent(
                Stream.of(keys, GENEROUS, WITH_DEMO).flatMap(Stream::of).toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        client.shutdownNow();
        agent.close();
    }

    @BeforeEach
    void listen() {
        audited.list.clear();
        audited.start();
        audit().addAppender(audited);
    }

    @AfterEach
    void listenNoMore() {
        audit().detachAppender(audited);
    }

    @Test
    void everyEndpointIsOpenedByOneScopeAndByNothingElse() throws IOException {
        assertEveryEndpointIsOpenedByOneScope(new Callers(agent, everything, alone, this::wrong));
    }

    @Test
    void everyEndpointIsOpenedByOneScopeOfATokenAndByNothingElse() throws IOException {
        try (TestIssuer issuer = new TestIssuer(new ManualClock().instant());
                Agent byTokens = new Agent(Stream.of(issuer.properties(), GENEROUS, WITH_DEMO)
                        .flatMap(Stream::of)
                        .toArray(String[]::new))) {
            listen(); // a start may set up logging anew
            Map<Scope, String> tokens = new EnumMap<>(Scope.class);
            for (Scope scope : Scope.values()) {
                tokens.put(scope, issuer.token("openid " + scope.text()));
            }
            List<String> wrong = new ArrayList<>(issuer.wrong());
            wrong.add(everything); // of another agent
            assertEveryEndpointIsOpenedByOneScope(new Callers(
                    byTokens, issuer.token(EVERY_SCOPE), tokens, i -> "Bearer " + wrong.get(i % wrong.size())));
            assertThat(lines())
                    .anyMatch(line -> line.startsWith("action=agent.drain outcome=SUCCESS principal=jwt:alice "));
        }
    }

    private void assertEveryEndpointIsOpenedByOneScope(Callers callers) throws IOException {
        String meeting = "";
        List<Scope> scopes = List.copyOf(EnumSet.allOf(Scope.class));
        Set<String> documented = documented();
        Set<String> seen = new TreeSet<>();
        Set<String> unauthenticated = new TreeSet<>();
        Set<String> forbidden = new TreeSet<>();
        for (Called endpoint : endpoints(callers.agent())) {
            List<Scope> opening = new ArrayList<>();
            if (callers.agent()
                            .get(MEETINGS + "/" + meeting, "Authorization", "Bearer " + callers.everything())
                            .response()
                            .statusCode()
                    != 200) {
                // The one that is left by leaving it.
                meeting = join(callers);
            }
            for (int i = 0; i < Math.max(TIMES, scopes.size()); i++) {
                // What exists and what does not.
                URI uri = callers.agent()
                        .uri(endpoint.path()
                                .replaceFirst("\\{id}", i % 2 == 0 ? meeting : "missing")
                                .replaceAll("\\{[a-z]+}", "missing"));
                unauthenticated.add(refusal(endpoint.method(), uri, null, 401));
                unauthenticated.add(
                        refusal(endpoint.method(), uri, callers.wrong().apply(i), 401)
                                .replace(", error=\"invalid_token\"", ""));
                Scope scope = scopes.get(i % scopes.size());
                HttpResponse<InputStream> answer =
                        send(uri, endpoint.method(), "Bearer " + callers.alone().get(scope));
                if (answer.statusCode() == 403) {
                    forbidden.add(told(answer));
                } else {
                    opening.add(scope);
                    answer.body().close();
                }
            }
            assertThat(opening).as(endpoint.toString()).isNotEmpty();
            assertThat(Set.copyOf(opening)).as(endpoint.toString()).hasSize(1);
            seen.add("`%s %s` %s"
                    .formatted(
                            endpoint.method(),
                            endpoint.path(),
                            opening.getFirst().text()));
        }
        assertThat(unauthenticated).hasSize(1);
        assertThat(forbidden).hasSize(1);
        assertThat(unauthenticated.iterator().next()).contains("urn:peerscribe:problem:unauthenticated");
        assertThat(forbidden.iterator().next()).contains("urn:peerscribe:problem:forbidden", "insufficient_scope");
        assertThat(documented).as("docs/operations.md").containsAll(seen);
        assertMetersAreOpenedByOneScope(callers);
    }

    /** The same on the other port. */
    private void assertMetersAreOpenedByOneScope(Callers callers) throws IOException {
        Set<String> unauthenticated = new TreeSet<>();
        Set<String> forbidden = new TreeSet<>();
        List<Scope> scopes = List.copyOf(EnumSet.allOf(Scope.class));
        for (String path : List.of("/actuator/info", "/actuator/prometheus")) {
            URI uri = callers.agent().management(path);
            for (int i = 0; i < Math.max(TIMES, scopes.size()); i++) {
                unauthenticated.add(refusal("GET", uri, null, 401));
                unauthenticated.add(
                        refusal("GET", uri, callers.wrong().apply(i), 401).replace(", error=\"invalid_token\"", ""));
                Scope scope = scopes.get(i % scopes.size());
                String authorization = "Bearer " + callers.alone().get(scope);
                if (scope == Scope.METRICS) {
                    HttpResponse<InputStream> answer = send(uri, "GET", authorization);
                    assertThat(answer.statusCode()).as(path).isEqualTo(200);
                    answer.body().close();
                } else {
                    forbidden.add(refusal("GET", uri, authorization, 403));
                }
            }
        }
        assertThat(unauthenticated).singleElement().asString().contains("urn:peerscribe:problem:unauthenticated");
        assertThat(forbidden).singleElement().asString().contains("urn:peerscribe:problem:forbidden");
    }

    @Test
    void whatIsNoEndpointIsRefusedAlikeToo() throws IOException {
        Set<String> refusals = new TreeSet<>();
        for (String path : List.of("/api/v1/nothing", "/api", "/actuator/health", "/x", "/error", MEETINGS + "/")) {
            refusals.add(refusal("GET", path, null, 401));
        }
        refusals.add(refusal("OPTIONS", MEETINGS, null, 401));
        refusals.add(refusal("PATCH", MEETINGS, null, 401));
        refusals.add(refusal("GET", MEETINGS, "Basic YTpi", 401));
        assertThat(refusals).hasSize(1);
        refusal("GET", "/api/v1/nothing", "Bearer " + everything, 403);
        refusal("PATCH", MEETINGS, "Bearer " + everything, 403);
    }

    @Test
    void malformedCredentialsAreRefusedAndNothingIsToldOfWhy() throws IOException {
        Set<String> refusals = new TreeSet<>();
        for (String wrong : List.of(
                "Bearer",
                "Bearer  ",
                "Bearer a b",
                "Bearer \"x\"",
                "Bearer " + expired,
                "Bearer " + everything + "x",
                "Bearer psk_nobody_x",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "bearer x",
                "Bearer " + "x".repeat(8_000))) {
            refusals.add(refusal("GET", MEETINGS, wrong, 401).replace(", error=\"invalid_token\"", ""));
        }
        assertThat(refusals).hasSize(1);
    }

    @Test
    void noOtherSitesPageIsLetIn() {
        Agent.Answer preflight = agent.body(
                "OPTIONS", MEETINGS, "", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST");

        preflight.problem(403, "origin-refused");
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void withCredentialsTheAgentGoesByAnyName() throws IOException {
        String answer = agent.raw("GET /api/v1/status HTTP/1.1\r\nHost: agent.svc.cluster.local\r\n"
                + "Authorization: Bearer " + everything + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void aStreamWorksWithCredentialsAndEndsWithThem() throws Exception {
        String shortLived = make("short-lived", "events");
        write(entries.keySet());
        await().until(() -> {
            HttpResponse<InputStream> answer = call("GET", "/api/v1/events", "Bearer " + shortLived);
            answer.body().close();
            return answer.statusCode() == 200;
        });
        HttpResponse<InputStream> stream = call("GET", "/api/v1/events", "Bearer " + shortLived);
        assertThat(new String(stream.body().readNBytes(10), StandardCharsets.UTF_8))
                .isEqualTo(":connected");

        entries.remove("short-lived");
        write(entries.keySet());

        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("retry:2000");
        refusal("GET", "/api/v1/events", "Bearer " + shortLived, 401);
    }

    @Test
    void toBeginLiveOutputsWithAMeetingTheirScopeIsNeededToo() {
        String body = "{\"url\":\"ws://two\",\"relays\":[{\"target\":\"hls:x\"}]}";

        agent.post(MEETINGS, body, "Authorization", "Bearer " + alone.get(Scope.MEETINGS_WRITE))
                .problem(403, "forbidden");
        agent.post(MEETINGS, body, "Authorization", "Bearer " + everything).problem(400, "invalid-request");
    }

    @Test
    void toDoWithoutAnApprovalTheScopeOfApprovingIsNeededToo() {
        agent.post(
                        MEETINGS,
                        "{\"url\":\"ws://two\",\"requireApproval\":false}",
                        "Authorization",
                        "Bearer " + alone.get(Scope.MEETINGS_WRITE))
                .problem(403, "forbidden");
    }

    @Test
    void toSayWhereRecordingsGoTheScopeOfChangingThemIsNeededToo() {
        String body = "{\"url\":\"ws://two\",\"storage\":{\"store\":\"attic\"}}";

        agent.post(MEETINGS, body, "Authorization", "Bearer " + alone.get(Scope.MEETINGS_WRITE))
                .problem(403, "forbidden");
        agent.post(MEETINGS, body, "Authorization", "Bearer " + everything).rule("invalid-request", "storage.store");
    }

    @Test
    void healthIsToldToEverybodyMetricsAndDetailsAreNot() throws IOException {
        assertThat(management("/actuator/health/liveness", null))
                .startsWith("200")
                .contains("UP");
        assertThat(management("/actuator/health", null)).startsWith("200").doesNotContain("components");
        assertThat(management("/actuator/health", everything)).contains("\"used\"");
        assertThat(management("/actuator/prometheus", null)).startsWith("401").contains("unauthenticated");
        assertThat(management("/actuator/info", null)).startsWith("401");
        assertThat(management("/actuator/prometheus", alone.get(Scope.AGENT_READ)))
                .startsWith("403");
        assertThat(management("/actuator/prometheus", alone.get(Scope.METRICS))).startsWith("200");
        assertThat(management("/actuator/info", alone.get(Scope.METRICS))).startsWith("200");
        for (String other : List.of("env", "beans", "heapdump", "loggers", "shutdown", "mappings", "threaddump")) {
            assertThat(management("/actuator/" + other, everything)).as(other).matches("(?s)40[34].*");
        }
    }

    @Test
    void answersTellBrowsersToDoLittle() {
        Agent.Answer answer =
                agent.get(MEETINGS, "Authorization", "Bearer " + everything).is(200);

        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void whoDidWhatIsTold() throws IOException {
        String bearer = "Bearer " + everything;
        String id = join();
        agent.body("PUT", MEETINGS + "/" + id + "/recording", "{\"state\":\"STOPPED\"}", "Authorization", bearer)
                .is(200);
        agent.get(MEETINGS, "Authorization", bearer).is(200);
        agent.body("PUT", MEETINGS + "/" + id + "/recording", "{\"state\":\"RECORDING\"}", "Authorization", bearer)
                .is(200);
        call("DELETE", MEETINGS + "/" + id, bearer).body().close();
        call("DELETE", "/api/v1/recordings/a%09b%20c=d%22", bearer).body().close();
        agent.recordings().has("r1", Files.write(folder.resolve("ann.webm"), new byte[100]), null);
        agent.get("/api/v1/recordings/r1/files/ann.webm", "Authorization", bearer)
                .is(200);
        agent.get("/api/v1/recordings/r1/files/ann.webm", "Authorization", bearer, "Range", "bytes=0-9")
                .is(206);
        call("DELETE", "/api/v1/recordings/r1", bearer).body().close();
        refusal("DELETE", MEETINGS + "/x", "Bearer " + alone.get(Scope.MEETINGS_READ), 403);
        refusal("GET", MEETINGS, "Bearer " + expired, 401);

        // A line is written when the answer is out.
        await().untilAsserted(() -> assertThat(lines())
                .containsExactly(
                        "action=meeting.join outcome=SUCCESS principal=key:everything object=" + id
                                + " status=201 remote=127.0.0.1",
                        "action=meeting.record outcome=SUCCESS principal=key:everything object=" + id
                                + " detail=STOPPED status=200 remote=127.0.0.1",
                        "action=meeting.record outcome=SUCCESS principal=key:everything object=" + id
                                + " detail=RECORDING status=200 remote=127.0.0.1",
                        "action=meeting.leave outcome=SUCCESS principal=key:everything object=" + id
                                + " status=204 remote=127.0.0.1",
                        "action=recording.delete outcome=FAILED principal=key:everything object=a_b_c_d_"
                                + " status=404 remote=127.0.0.1",
                        "action=recording.download outcome=SUCCESS principal=key:everything object=r1/ann.webm"
                                + " status=200 remote=127.0.0.1",
                        "action=recording.download outcome=SUCCESS principal=key:everything object=r1/ann.webm"
                                + " status=206 remote=127.0.0.1",
                        "action=recording.delete outcome=SUCCESS principal=key:everything object=r1"
                                + " status=204 remote=127.0.0.1",
                        "action=meeting.leave outcome=REFUSED principal=key:MEETINGS-READ object=x"
                                + " status=403 remote=127.0.0.1",
                        "action=meeting.read outcome=REFUSED status=401 remote=127.0.0.1"));
        assertThat(audited.list.getFirst().getKeyValuePairs())
                .anyMatch(pair -> pair.key.equals("audit.object") && id.equals(pair.value));
        assertThat(String.join("\n", lines())).doesNotContain("psk_");
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBackAndNobodyElseIs() {
        try (Agent strict = new Agent(
                "peerscribe.access.keys-file=" + file,
                "peerscribe.access.rate.requests-per-second=1",
                "peerscribe.access.rate.burst=5",
                "peerscribe.access.rate.refusals-per-minute=6",
                "logging.level.root=warn")) {
            String reader = "Bearer " + alone.get(Scope.MEETINGS_READ);
            for (int i = 0; i < 5; i++) {
                strict.get(MEETINGS, "Authorization", reader).is(200);
            }
            Agent.Answer late = strict.get(MEETINGS, "Authorization", reader);
            late.problem(429, "rate-limited");
            assertThat(late.header("Retry-After")).isEqualTo("1");

            listen(); // a start may set up logging anew
            for (int i = 0; i < 6; i++) {
                strict.get(MEETINGS, "Authorization", wrong(i)).problem(401, "unauthenticated");
            }
            for (int i = 0; i < 50; i++) {
                Agent.Answer stranger = strict.get(MEETINGS, "Authorization", wrong(i));
                stranger.problem(429, "rate-limited");
                assertThat(stranger.header("Retry-After")).isEqualTo("10");
            }
            assertThat(lines()).as("a flood does not fill the audit log").hasSize(6);
            strict.get(MEETINGS, "Authorization", "Bearer " + everything).is(200);
        }
    }

    @Test
    void withoutACollectorThereIsNothingOfTracing() {
        assertThatThrownBy(() -> agent.bean(OpenTelemetry.class)).isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    private String join() {
        return join(new Callers(agent, everything, alone, this::wrong));
    }

    private static String join(Callers callers) {
        String name = "ws://m" + System.nanoTime();
        return callers.agent()
                .post(MEETINGS, "{\"url\":\"" + name + "\"}", "Authorization", "Bearer " + callers.everything())
                .is(201)
                .json()
                .get("id")
                .stringValue();
    }

    /** Every endpoint that Spring knows; drain last, after which nothing could be joined. */
    private static List<Called> endpoints(Agent agent) {
        List<Called> all = new ArrayList<>();
        for (RequestMappingInfo info : agent.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()) {
            for (String pattern :
                    Objects.requireNonNull(info.getPathPatternsCondition()).getPatternValues()) {
                info.getMethodsCondition().getMethods().stream()
                        .map(method -> new Called(method.name(), pattern))
                        .filter(called -> !called.path().endsWith("/drain"))
                        .forEach(all::add);
            }
        }
        assertThat(all)
                .hasSizeGreaterThan(40)
                .contains(new Called("POST", "/demo/guests"), new Called("GET", "/demo/config"));
        all.add(new Called("POST", "/api/v1/drain"));
        return all;
    }

    /** The rows of the table of endpoints in the documentation. */
    private static Set<String> documented() throws IOException {
        return Files.readString(Path.of("docs/operations.md"))
                .lines()
                .filter(line -> line.matches("\\| `[A-Z]+ /.*"))
                .map(line -> line.split("\\|", -1))
                .flatMap(cells -> Arrays.stream(cells[1].split(",", -1))
                        .map(endpoint ->
                                endpoint.strip() + " " + cells[2].strip().replace("`", "")))
                .collect(Collectors.toSet());
    }

    private String wrong(int i) {
        return switch (i % 4) {
            case 0 -> "Bearer " + expired;
            case 1 -> "Bearer psk_everything_x" + i;
            case 2 -> "Bearer " + everything.substring(0, everything.length() - 1);
            default -> "Bearer a.b.c" + i;
        };
    }

    private String refusal(String method, String path, @Nullable String authorization, int status) throws IOException {
        return refusal(method, agent.uri(path), authorization, status);
    }

    private String refusal(String method, URI uri, @Nullable String authorization, int status) throws IOException {
        HttpResponse<InputStream> answer = send(uri, method, authorization);
        assertThat(answer.statusCode()).as(method + " " + uri.getPath()).isEqualTo(status);
        return told(answer);
    }

    /** All that an answer tells, but for the time and the connection. */
    private static String told(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return answer.statusCode() + " "
                    + answer.headers().map().entrySet().stream()
                            // Every hundredth answer of a connection is its last.
                            .filter(header -> !Set.of("date", "connection").contains(header.getKey()))
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(" "))
                    + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<InputStream> call(String method, String path, @Nullable String authorization) {
        return send(agent.uri(path), method, authorization);
    }

    private String management(String path, @Nullable String key) throws IOException {
        return told(send(agent.management(path), "GET", key == null ? null : "Bearer " + key));
    }

    private HttpResponse<InputStream> send(URI uri, String method, @Nullable String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        Set.of("POST", "PUT").contains(method)
                                ? HttpRequest.BodyPublishers.ofString(
                                        // Nobody is to come, which would need the natives.
                                        uri.getPath().startsWith("/demo/") ? "{\"seconds\":0}" : "{}")
                                : HttpRequest.BodyPublishers.noBody())
                .header("Content-Type", "application/json");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private List<String> lines() {
        return audited.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger audit() {
        return (Logger) LoggerFactory.getLogger("peerscribe.audit");
    }

    private void write(Set<String> ids) throws IOException {
        Files.writeString(
                file,
                ids.stream()
                        .map(id -> Objects.requireNonNull(entries.get(id)))
                        .collect(Collectors.joining(",", "{\"keys\":[", "]}")));
    }

    /** Makes a key, remembers its entry, and returns what a caller has. */
    private String make(String id, String... scopes) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(NewKeyCommand.run(
                        Stream.concat(Stream.of(id), Stream.of(scopes)).toList(), out, out))
                .isZero();
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        entries.put(id, lines.get(1).replaceFirst("entry +", ""));
        return lines.get(0).replaceFirst("key +", "");
    }
}
