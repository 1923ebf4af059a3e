package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.recording.FinishedRecording;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.VideoCodec;
import dev.peerscribe.stage.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Films of recordings that the recorder made, decoded picture by picture. */
@Timeout(120)
class CompositeTest {
    private static final CompositeRequest GRID = new CompositeRequest(Layout.GRID, 640, 360, CompositeFormat.MP4);

    @TempDir
    Path directory;

    @TempDir
    Path composites;

    @ParameterizedTest
    @EnumSource(CompositeFormat.class)
    void everybodyIsSeenAndHeardWhereTheTimelineSays(CompositeFormat format) {
        try (FinishedRecording call = new FinishedRecording(directory)
                        .with("aa11", 0.2, 9, 0.0, 320, 180)
                        .with("bb22", 3.3, 7, 0.5, 320, 240);
                CompositeBench bench = bench(call)) {
            RecordingSnapshot recording = call.finish();

            CompositeSnapshot made = bench.make(recording.id(), new CompositeRequest(Layout.GRID, 640, 360, format));

            assertThat(made.error()).isNull();
            assertThat(made.notes()).isEmpty();
            assertThat(made.state()).isEqualTo(CompositeState.COMPLETE);
            FilmProbe film = FilmProbe.of(bench.film(made));
            assertThat(film.errors).isZero();
            assertThat(film.durationSeconds).isCloseTo(length(recording), within(0.3));
            assertThat(film.pictures).allMatch(each -> each.width() == 640 && each.height() == 360);
            // Alone, the first one has all of the picture; with the second one half of it.
            assertAt(film.flashes(0.1, 0.55, 0.4, 0.7), 1, 2, 3, 4, 5, 6, 7, 8);
            assertAt(film.flashes(0.6, 0.55, 0.9, 0.7), 1, 2, 3, 3.5, 4.5, 5.5, 6.5, 7, 8);
            assertAt(film.beeps(), 1, 2, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8);
        }
    }

    @Test
    void aFilmOfOneParticipantHasNobodyElseInIt() {
        try (FinishedRecording call = new FinishedRecording(directory)
                        .with("aa11", 0, 5, 0.0, 320, 180)
                        .with("bb22", 1.3, 4, 0.5, 320, 240);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(
                    call.finish().id(), new CompositeRequest(Layout.GRID, 320, 180, CompositeFormat.MP4, "aa11"));

            assertThat(made.state()).as(made.error()).isEqualTo(CompositeState.COMPLETE);
            FilmProbe film = FilmProbe.of(bench.film(made));
            assertThat(film.errors).isZero();
            assertThat(film.durationSeconds).isCloseTo(5, within(0.3));
            assertAt(film.flashes(0.1, 0.55, 0.9, 0.7), 0, 1, 2, 3, 4);
            assertAt(film.beeps(), 0, 1, 2, 3, 4);
        }
    }

    @ParameterizedTest
    @EnumSource(VideoCodec.class)
    void partsFollowEachOtherWithoutASeam(VideoCodec codec) {
        try (FinishedRecording call = new FinishedRecording(directory, codec)
                        .with("aa11", 0, 7, 0.0, 320, 180)
                        .withSound("bb22", 0, 7, 0.5);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(call.finish().id(), GRID);

            FilmProbe film = FilmProbe.of(bench.film(made));
            assertThat(film.errors).isZero();
            for (int i = 0; i < film.pictures.size(); i++) {
                assertThat(film.pictures.get(i).seconds()).isCloseTo(i / 25.0, within(0.001));
            }
            assertAt(film.beeps(), 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5);
            assertThat(bench.parts(made)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"VP8", "VP9", "H264", "AV1"})
    void whatWasCopiedAsItWasSentIsShownToo(Codec codec) {
        try (FinishedRecording call = new FinishedRecording(directory).copied("aa11", codec, 0, 4, 0);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(call.finish().id(), GRID);

            assertThat(made.notes()).isEmpty();
            FilmProbe film = FilmProbe.of(bench.film(made));
            assertAt(film.flashes(0.1, 0.6, 0.9, 0.8), 0, 1, 2, 3);
            assertAt(film.beeps(), 0, 1, 2, 3);
        }
    }

    @Test
    void aCameraThatBeginsAfterTheSoundIsSeenFromThenOn() {
        try (FinishedRecording call = new FinishedRecording(directory).with("aa11", 0, 4, 0, 1.3, 320, 180);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(call.finish().id(), GRID);

            FilmProbe film = FilmProbe.of(bench.film(made));
            assertAt(film.flashes(0.1, 0.6, 0.9, 0.8), 2, 3);
            assertAt(film.beeps(), 0, 1, 2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void picturesThatLieOnTheirSideAreTurned(int rotation) {
        try (FinishedRecording call = new FinishedRecording(directory).copied("aa11", Codec.VP8, 0, 2, rotation);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(call.finish().id(), GRID);

            FilmProbe film = FilmProbe.of(bench.film(made));
            // The square runs from left to right in the second quarter from the top; a third of a second after the
            // flash it is in the left half.
            FilmProbe.Picture picture = film.pictures.get(8);
            double beside = picture.luma(0.05, 0.3, 0.2, 0.7);
            double left = picture.luma(0.38, 0.05, 0.48, 0.45);
            double right = picture.luma(0.53, 0.05, 0.62, 0.45);
            double below = picture.luma(0.53, 0.55, 0.62, 0.95);
            switch (rotation) {
                case 90 -> {
                    assertThat(beside).isLessThan(20);
                    assertThat(right).isGreaterThan(left + 20);
                }
                case 270 -> {
                    assertThat(beside).isLessThan(20);
                    assertThat(picture.luma(0.38, 0.55, 0.48, 0.95)).isGreaterThan(below + 20);
                }
                default -> {
                    assertThat(beside).isGreaterThan(30);
                    assertThat(picture.luma(0.6, 0.55, 0.95, 0.7))
                            .isGreaterThan(picture.luma(0.1, 0.3, 0.4, 0.45) + 20);
                }
            }
        }
    }

    @Test
    void whoSpeaksHasTheLargeTile() {
        try (FinishedRecording call = new FinishedRecording(directory)
                        .with("aa11", 0, 8, 0.0, 320, 180)
                        .copied("bb22", Codec.VP8, 0, 8, 0);
                CompositeBench bench = bench(call)) {
            CompositeSnapshot made = bench.make(
                    call.finish().id(), new CompositeRequest(Layout.SPEAKER, 640, 360, CompositeFormat.WEBM));

            assertThat(made.state()).isEqualTo(CompositeState.COMPLETE);
            FilmProbe film = FilmProbe.of(bench.film(made));
            assertThat(film.pictures).hasSizeGreaterThan(190);
            assertThat(film.flashes(0.3, 0.5, 0.7, 0.6)).isNotEmpty();
            assertThat(film.flashes(0.45, 0.9, 0.55, 0.95)).isNotEmpty();
        }
    }

    @Test
    void brokenFilesAreLeftOutAndNamedWhileOthersAppear() throws Exception {
        try (FinishedRecording call = new FinishedRecording(directory)
                        .with("aa11", 0, 6, 0.0, 320, 180)
                        .with("bb22", 0, 6, 0.5, 320, 180)
                        .with("cc33", 0, 6, 0.25, 320, 180)
                        .with("dd44", 0, 6, 0.75, 320, 180);
                CompositeBench bench = bench(call)) {
            RecordingSnapshot recording = call.finish();
            Files.write(call.file("bb22-1.webm"), new byte[20_000]);
            truncate(call.file("cc33-1.webm"));
            Files.delete(call.file("dd44-1.webm"));

            CompositeSnapshot made = bench.make(recording.id(), GRID);

            assertThat(made.state()).isEqualTo(CompositeState.COMPLETE);
            assertThat(made.notes())
                    .anyMatch(note -> note.startsWith("bb22-1.webm: cannot be opened"))
                    .anyMatch(note -> note.matches("cc33-1.webm: has \\d+ bytes of \\d+"))
                    .anyMatch(note -> note.startsWith("dd44-1.webm: is not there"));
            FilmProbe film = FilmProbe.of(bench.film(made));
            assertAt(film.flashes(0.1, 0.1, 0.4, 0.12), 0, 1, 2, 3, 4, 5);
            assertThat(film.flashes(0.6, 0.1, 0.9, 0.12)).isEmpty();
            assertThat(film.flashes(0.1, 0.6, 0.4, 0.62)).isNotEmpty();
            assertThat(film.durationSeconds).isCloseTo(6, within(0.3));
        }
    }

    @Test
    void whereNoFileCanBeUsedTheCompositeFailsAndNamesThem() throws Exception {
        try (FinishedRecording call = new FinishedRecording(directory).with("aa11", 0, 3, 0.0, 320, 180);
                CompositeBench bench = bench(call)) {
            RecordingSnapshot recording = call.finish();
            Files.write(call.file("aa11-1.webm"), new byte[20_000]);

            CompositeSnapshot made = bench.make(recording.id(), GRID);

            assertThat(made.state()).isEqualTo(CompositeState.FAILED);
            assertThat(made.error()).startsWith("none of the files can be used: aa11-1.webm");
            assertThat(bench.parts(made)).isEmpty();
        }
    }

    private CompositeBench bench(FinishedRecording call) {
        return new CompositeBench(composites, call.recordings());
    }

    private static double length(RecordingSnapshot recording) {
        double end = 0;
        for (RecordedFile file : recording.files()) {
            end = Math.max(end, file.offsetSeconds() + file.durationSeconds());
        }
        return end;
    }

    private static void truncate(Path file) throws Exception {
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            // The first 64 KB are the room for the index.
            channel.truncate((channel.size() + (64 << 10)) / 2);
        }
    }

    private static void assertAt(List<Double> found, double... expected) {
        assertThat(found).as("at %s", found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found.get(i)).as("of %s", found).isCloseTo(expected[i], within(0.06));
        }
    }
}
