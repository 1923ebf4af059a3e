package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.recording.Recordings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** The composites over a folder of their own; another one over the same folder is the next run. */
final class CompositeBench implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final Path directory;
    final CompositeService service;

    CompositeBench(Path directory, Recordings recordings) {
        this(directory, recordings, properties(directory, 4, 4, Duration.ofHours(1)));
    }

    CompositeBench(Path directory, Recordings recordings, CompositeProperties properties) {
        this.directory = directory;
        service = new CompositeService(
                properties,
                recordings,
                events::add,
                meters,
                JsonMapper.builder().build(),
                Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC),
                new Random(11));
        service.restore();
        service.start();
    }

    /** Parts of two seconds. */
    static CompositeProperties properties(Path directory, int queue, int perRecording, Duration longest) {
        return new CompositeProperties(
                directory,
                1,
                queue,
                perRecording,
                Duration.ofSeconds(2),
                longest,
                25,
                2500,
                96,
                DataSize.ofMegabytes(1),
                new CompositeProperties.Posters(true, 320, Duration.ofSeconds(20)));
    }

    CompositeSnapshot request(String recordingId, CompositeRequest request) {
        return service.request(recordingId, request).orElseThrow();
    }

    /** Asks for a film and waits until it is made or cannot be made. */
    CompositeSnapshot make(String recordingId, CompositeRequest request) {
        return finished(request(recordingId, request));
    }

    /** Waits until it is told to be made, or to be impossible. */
    CompositeSnapshot finished(CompositeSnapshot composite) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events.stream()
                        .anyMatch(event -> event instanceof CompositeEvent.CompositeStateChanged changed
                                && changed.compositeId().equals(composite.id())
                                && changed.to().over()));
        return service.find(composite.recordingId(), composite.id()).orElseThrow();
    }

    CompositeSnapshot until(CompositeSnapshot composite, Predicate<CompositeSnapshot> what) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> service.find(composite.recordingId(), composite.id())
                                .orElseThrow(),
                        what);
    }

    Path film(CompositeSnapshot composite) {
        return service.file(composite.recordingId(), composite.id()).orElseThrow();
    }

    /** Names of what an unfinished composite has in its folder. */
    List<String> parts(CompositeSnapshot composite) {
        return names(composite).filter(name -> name.contains("part")).toList();
    }

    Stream<String> names(CompositeSnapshot composite) {
        Path folder = directory.resolve(composite.recordingId() + "." + composite.id());
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and asserts that nothing is left over. */
    @Override
    public void close() {
        service.stop();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("composite-")));
    }
}
