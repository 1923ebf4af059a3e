package dev.peerscribe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The built agent in a process of its own, asked over HTTP and seen through {@code /proc}. One thread. */
final class AgentProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "peerscribe.jar");
    private static final Duration START = Duration.ofMinutes(2);
    /** What the kernel counts CPU time in, nanoseconds ({@code getconf CLK_TCK} is 100 on every Linux there is). */
    private static final long TICK = 10_000_000;

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int port = freePort();
    private final int managementPort = freePort();
    private final Path java;
    private final Process process;

    /**
     * Starts one and waits until it is ready.
     *
     * @param jvm options of the virtual machine beside those of config/jvm.options
     * @param options of the agent
     * @param log where it writes to
     */
    AgentProcess(List<String> jvm, List<String> options, Path log) throws InterruptedException {
        java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "@config/jvm.options"));
        command.addAll(jvm);
        command.addAll(
                List.of("-jar", JAR.toString(), "--server.port=" + port, "--management.server.port=" + managementPort));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        if (!until(START, this::isReady)) {
            process.destroyForcibly();
            throw new IllegalStateException("the agent did not get ready; see " + log);
        }
    }

    /**
     * One that records what is sent into its own relay.
     *
     * @param relay where that listens, on this machine
     * @param folder for its recordings and its log
     * @param further options
     */
    static AgentProcess withRelay(String engine, URI relay, Path folder, List<String> further)
            throws InterruptedException {
        List<String> options = new ArrayList<>(List.of(
                "--peerscribe.media.engine=" + engine,
                "--peerscribe.embedded.relay.enabled=true",
                "--peerscribe.embedded.relay.port=" + relay.getPort(),
                "--peerscribe.meeting.join[0].url=" + relay,
                "--peerscribe.recording.directory=" + folder.resolve("recordings")));
        options.addAll(further);
        List<String> jvm = engine.equals("passthrough") ? List.of("-Xmx128m") : List.of();
        return new AgentProcess(jvm, options, folder.resolve("agent.log"));
    }

    /** Waits for something, asking twenty times a second; whether it came true in time. */
    static boolean until(Duration most, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the agent ended with " + process.exitValue());
        }
        try {
            return send(HttpRequest.newBuilder(
                                    URI.create("http://localhost:" + managementPort + "/actuator/health/readiness")))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    JsonNode get(String path) {
        return json.readTree(send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)))
                .body());
    }

    JsonNode post(String path, String body) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (response.statusCode() >= 300) {
            throw new IllegalStateException("POST " + path + ": " + response.body());
        }
        return json.readTree(response.body());
    }

    void delete(String path) {
        send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .DELETE());
    }

    /** The sum of a metric's values whose labels contain {@code label}. */
    double meter(String name, String label) {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/actuator/prometheus")))
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** CPU time until now, seconds. */
    double cpuSeconds() {
        return ticks(proc("stat")) * TICK / 1e9;
    }

    /** A size of {@code /proc/pid/status} such as {@code VmRSS}, MiB. */
    double mebibytes(String name) {
        return status(name) / 1024.0;
    }

    int threads() {
        return (int) status("Threads");
    }

    int descriptors() {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CPU seconds until now by the name of the thread, numbers left out. */
    Map<String, Double> cpuByThread() {
        Map<String, Double> spent = new HashMap<>();
        try (Stream<Path> tasks = Files.list(proc("task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip().replaceAll("[0-9]+", "#");
                    spent.merge(name, ticks(task.resolve("stat")) * TICK / 1e9, Double::sum);
                } catch (IOException | UncheckedIOException e) {
                    // it ended just now
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spent;
    }

    /** What {@code jcmd} says to a command. */
    String jcmd(String... command) throws InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(java.resolveSibling("jcmd").toString(), Long.toString(process.pid())));
        line.addAll(List.of(command));
        try {
            Process asked = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(60, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", line) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long status(String name) {
        try (Stream<String> lines = Files.lines(proc("status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ticks(Path stat) {
        try {
            String line = Files.readString(stat);
            String[] field = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(field[11]) + Long.parseLong(field[12]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the agent", e);
        }
    }

    /** Ends it here and now, as SIGKILL does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the agent cannot be killed");
        }
    }

    /** Asks it to end, and ends it where it does not. */
    @Override
    public void close() {
        http.shutdownNow();
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
