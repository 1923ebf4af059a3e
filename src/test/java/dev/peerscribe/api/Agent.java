package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.FakeMedia;
import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.FakeSignaling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running agent with a real web server, and a client of it. */
final class Agent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path composites;

    Agent(String... properties) {
        try {
            composites = Files.createTempDirectory("composites");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] ports = {"server.port=0", "management.server.port=0", "peerscribe.composite.directory=" + composites};
        context = new SpringApplicationBuilder(ApiTestApplication.class)
                .run(Stream.of(ports, properties)
                        .flatMap(Stream::of)
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    FakeMedia media() {
        return bean(FakeMedia.class);
    }

    FakeRecordings recordings() {
        return bean(FakeRecordings.class);
    }

    FakeSignaling signaling() {
        return bean(FakeSignaling.class);
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    URI management(String path) {
        return URI.create(
                "http://localhost:" + context.getEnvironment().getRequiredProperty("local.management.port") + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    Answer get(String path, String... headers) {
        return send(with(request(path), headers).build());
    }

    Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    Answer post(String path, String body, String... headers) {
        return body("POST", path, body, headers);
    }

    Answer body(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = with(request(path), headers)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty() && Stream.of(headers).noneMatch("Content-Type"::equals)) {
            request.header("Content-Type", "application/json");
        }
        return send(request.build());
    }

    Answer send(HttpRequest request) {
        try {
            return new Answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the agent answers to bytes that no client library would send. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return reader.lines().collect(Collectors.joining("\n"));
        }
    }

    /** Joins and returns the meeting's id. */
    String join(String url) {
        return post("/api/v1/meetings", "{\"url\":\"" + url + "\"}")
                .is(201)
                .json()
                .get("id")
                .stringValue();
    }

    @Override
    public void close() {
        client.shutdownNow();
        context.close();
        FileSystemUtils.deleteRecursively(composites.toFile());
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** An answer with the assertions on it. */
    record Answer(HttpResponse<byte[]> response) {
        Answer is(int status) {
            assertThat(response.statusCode()).as(text()).isEqualTo(status);
            return this;
        }

        /** A problem detail that says nothing of the agent's insides. */
        JsonNode problem(int status, String type) {
            is(status);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            JsonNode problem = json();
            assertThat(problem.get("type").stringValue()).isEqualTo("urn:peerscribe:problem:" + type);
            assertThat(problem.get("status").intValue()).isEqualTo(status);
            assertThat(problem.get("title").stringValue()).isNotBlank();
            assertThat(problem.get("detail").stringValue()).isNotBlank();
            assertThat(text())
                    .doesNotContain("Exception", "dev.peerscribe", "springframework", "jackson", "java.", "\\tat ");
            return problem;
        }

        /** A problem detail that names one field and its rule. */
        String rule(String type, String field) {
            JsonNode errors = problem(400, type).get("errors");
            assertThat(errors).as(text()).isNotNull();
            for (JsonNode error : errors) {
                if (error.get("field").stringValue().equals(field)) {
                    return error.get("rule").stringValue();
                }
            }
            throw new AssertionError("no rule for " + field + " in " + text());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }
    }
}
