package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.composite.CompositeEvent.CompositeProgressed;
import dev.peerscribe.composite.CompositeEvent.CompositeRemoved;
import dev.peerscribe.composite.CompositeEvent.CompositeStateChanged;
import dev.peerscribe.recording.FinishedRecording;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.stage.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of composites: queue, restart, cancel, what is refused. */
@Timeout(120)
class CompositeServiceTest {
    private static final double LENGTH = 12;
    private static final CompositeRequest SMALL = new CompositeRequest(Layout.GRID, 320, 180, CompositeFormat.WEBM);
    private static final CompositeRequest LARGE = new CompositeRequest(Layout.GRID, 1280, 720, CompositeFormat.MP4);

    @TempDir
    Path directory;

    @TempDir
    Path composites;

    private FinishedRecording call;
    private RecordingSnapshot recording;

    @BeforeEach
    void record() {
        call = new FinishedRecording(directory)
                .with("aa11", 0, LENGTH, 0.0, 320, 180)
                .with("bb22", 1, LENGTH, 0.5, 320, 180);
        recording = call.finish();
    }

    @AfterEach
    void end() {
        call.close();
    }

    @Test
    void itsLifeIsToldAndKept() {
        CompositeSnapshot made;
        try (CompositeBench bench = bench()) {
            CompositeSnapshot asked = bench.request(recording.id(), SMALL);
            made = bench.finished(asked);

            assertThat(bench.events)
                    .startsWith(
                            changed(made, null, CompositeState.QUEUED),
                            changed(made, CompositeState.QUEUED, CompositeState.RUNNING),
                            new CompositeProgressed(recording.meetingId(), recording.id(), made.id(), 0))
                    .endsWith(changed(made, CompositeState.RUNNING, CompositeState.COMPLETE));
            assertThat(made.progress()).isEqualTo(1);
            CompositeSnapshot.Film film = Objects.requireNonNull(made.file());
            assertThat(film.name()).isEqualTo("composite.webm");
            assertThat(film.bytes()).isEqualTo(bench.film(made).toFile().length());
            assertThat(film.durationSeconds()).isCloseTo(LENGTH, within(0.3));
            assertThat(bench.names(made)).containsExactly("composite.json", "composite.webm");
        }
        try (CompositeBench next = bench()) {
            assertThat(next.service.list(recording.id())).containsExactly(made);
            assertThat(next.service.file(recording.id(), made.id())).isPresent();
            assertThat(next.service.find("another", made.id())).isEmpty();
        }
    }

    @Test
    void theNextRunGoesOnAfterTheLastWholePart() {
        CompositeSnapshot begun;
        try (CompositeBench bench = bench()) {
            begun = bench.request(recording.id(), LARGE);
            bench.until(begun, each -> each.progress() > 0.55);
            bench.service.stop();
            assertThat(bench.service
                            .find(recording.id(), begun.id())
                            .orElseThrow()
                            .state())
                    .isEqualTo(CompositeState.QUEUED);
        }
        try (CompositeBench next = bench()) {
            CompositeSnapshot made = next.finished(begun);

            assertThat(made.state()).isEqualTo(CompositeState.COMPLETE);
            FilmProbe film = FilmProbe.of(next.film(made));
            assertWhole(film);
            assertThat(next.meters.counter("peerscribe.composite.pictures").count())
                    .isLessThan(0.6 * film.pictures.size());
            assertThat(next.names(made)).containsExactly("composite.json", "composite.mp4");
        }
    }

    @Test
    void whatAKilledProcessLeftDoesNoHarm() throws Exception {
        CompositeSnapshot begun;
        try (CompositeBench bench = bench()) {
            begun = bench.request(recording.id(), LARGE);
            bench.until(begun, each -> each.progress() > 0.55);
            bench.service.stop();
            assertThat(bench.parts(begun)).hasSizeGreaterThanOrEqualTo(2);
        }
        Path folder = composites.resolve(recording.id() + "." + begun.id());
        try (RandomAccessFile second =
                new RandomAccessFile(folder.resolve("part-00001.mkv").toFile(), "rw")) {
            second.setLength(second.length() / 2);
        }
        Files.write(folder.resolve("part-00002.mkv.part"), new byte[100]);
        Files.write(folder.resolve("part-00004.mkv"), new byte[100]);
        try (CompositeBench next = bench()) {
            CompositeSnapshot made = next.finished(begun);

            assertThat(made.error()).isNull();
            assertWhole(FilmProbe.of(next.film(made)));
            assertThat(next.names(made)).containsExactly("composite.json", "composite.mp4");
        }
    }

    @Test
    void onesThatAreCancelledLeaveNothing() {
        try (CompositeBench bench = bench()) {
            CompositeSnapshot running = bench.request(recording.id(), LARGE);
            CompositeSnapshot waiting = bench.request(recording.id(), SMALL);
            bench.until(running, each -> each.progress() > 0.1);

            assertThat(bench.service.remove(recording.id(), waiting.id())).isTrue();
            assertThat(bench.service.remove(recording.id(), running.id())).isTrue();

            assertThat(bench.service.remove(recording.id(), running.id())).isFalse();
            assertThat(bench.service.list(recording.id())).isEmpty();
            assertThat(bench.events)
                    .contains(new CompositeRemoved(recording.meetingId(), recording.id(), running.id()));
            await().atMost(Duration.ofSeconds(5)).until(() -> isEmpty(composites));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("composite-")));
        }
    }

    @Test
    void theyGoWithTheirRecording() {
        try (CompositeBench bench = bench()) {
            CompositeSnapshot made = bench.make(recording.id(), SMALL);
            assertThat(call.recordings().delete(recording.id())).isTrue();

            bench.service.on(new RecordingEvent.RecordingRemoved(recording.meetingId(), recording.id()));

            assertThat(bench.service.find(recording.id(), made.id())).isEmpty();
            assertThat(composites).isEmptyDirectory();
            assertThat(bench.service.request(recording.id(), SMALL)).isEmpty();
        }
    }

    @Test
    void noMoreAreTakenThanMay() {
        CompositeProperties few = CompositeBench.properties(composites, 1, 3, Duration.ofHours(1));
        try (CompositeBench bench = new CompositeBench(composites, call.recordings(), few)) {
            CompositeSnapshot first = bench.request(recording.id(), LARGE);
            bench.until(first, each -> each.state() == CompositeState.RUNNING);
            bench.request(recording.id(), SMALL);
            assertThatThrownBy(() -> bench.request(recording.id(), SMALL))
                    .isInstanceOf(CompositeQueueFullException.class)
                    .hasMessageContaining("1 composites wait");
            bench.finished(first);
            bench.until(bench.service.list(recording.id()).getLast(), each -> each.state() != CompositeState.QUEUED);
            bench.request(recording.id(), SMALL);
            assertThatThrownBy(() -> bench.request(recording.id(), SMALL))
                    .isInstanceOf(CompositeConflictException.class)
                    .hasMessageContaining("has 3 composites already");
        }
    }

    @Test
    void aRecordingThatIsLongerThanMayIsRefused() {
        CompositeProperties shortOnes = CompositeBench.properties(composites, 4, 4, Duration.ofSeconds(10));
        try (CompositeBench bench = new CompositeBench(composites, call.recordings(), shortOnes)) {
            assertThatThrownBy(() -> bench.request(recording.id(), SMALL))
                    .isInstanceOf(CompositeConflictException.class)
                    .hasMessageContaining("longer than 10 seconds");
            assertThat(bench.service.list(recording.id())).isEmpty();
        }
    }

    @Test
    void aJournalThatIsNoneIsLeftAlone() throws Exception {
        Path folder = Files.createDirectories(composites.resolve(recording.id() + ".0123456789abcdef"));
        Files.writeString(
                folder.resolve("composite.json"),
                "{\"version\":1,\"composite\":{\"id\":\"0123456789abcdef\",\"recordingId\":\"../..\"}}");
        Files.createDirectories(composites.resolve("anything"));
        try (CompositeBench bench = bench()) {
            assertThat(bench.service.list(recording.id())).isEmpty();
            assertThat(bench.service.find("../..", "0123456789abcdef")).isEmpty();
        }
        assertThat(folder.resolve("composite.json")).exists();
    }

    private CompositeBench bench() {
        return new CompositeBench(composites, call.recordings());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void assertWhole(FilmProbe film) {
        assertThat(film.errors).isZero();
        assertThat(film.pictures).hasSizeBetween((int) (25 * LENGTH - 8), (int) (25 * LENGTH + 8));
        for (int i = 0; i < film.pictures.size(); i++) {
            assertThat(film.pictures.get(i).seconds()).isCloseTo(i / 25.0, within(0.001));
        }
        List<Double> beeps = film.beeps();
        assertThat(beeps).as("of %s", beeps).hasSize(23);
        for (int i = 0; i < beeps.size(); i++) {
            double expected = i == 0 ? 0 : (i + 1) / 2.0;
            assertThat(beeps.get(i)).as("of %s", beeps).isCloseTo(expected, within(0.06));
        }
    }

    private static CompositeStateChanged changed(
            CompositeSnapshot composite, @Nullable CompositeState from, CompositeState to) {
        return new CompositeStateChanged(
                composite.meetingId(), composite.recordingId(), composite.id(), from, to, null);
    }
}
