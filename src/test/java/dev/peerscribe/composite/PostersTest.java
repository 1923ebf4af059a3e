package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.FinishedRecording;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.VideoCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PostersTest {
    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void everybodyWhoWasSeenHasAPosterAndAllAreOnTheSheet() throws IOException {
        RecordingSnapshot made;
        try (FinishedRecording call = call(posters(true))
                .with("aa11", 0, 2, 0.0, 640, 360)
                .with("bb22", 0, 2, 0.5, 180, 320)
                .withSound("cc33", 0, 2, 0.5)) {
            RecordingSnapshot recording = call.finish();

            assertThat(recording.beside())
                    .extracting(BesideFile::name, BesideFile::kind, BesideFile::peer)
                    .containsExactly(
                            tuple("aa11-poster.jpg", BesideFile.Kind.POSTER, "aa11"),
                            tuple("bb22-poster.jpg", BesideFile.Kind.POSTER, "bb22"),
                            tuple("contact-sheet.jpg", BesideFile.Kind.CONTACT_SHEET, null));
            for (BesideFile each : recording.beside()) {
                assertThat(call.recordings().file(recording.id(), each.name())).isPresent();
                assertThat(each.bytes()).isEqualTo(Files.size(call.file(each.name())));
                assertThat(each.sha256()).isEqualTo(FileSeal.sha256(call.file(each.name())));
            }
            BufferedImage wide = ImageIO.read(call.file("aa11-poster.jpg").toFile());
            assertThat(wide.getWidth()).isEqualTo(320);
            assertThat(wide.getHeight()).isEqualTo(180);
            BufferedImage high = ImageIO.read(call.file("bb22-poster.jpg").toFile());
            assertThat(high.getWidth()).isEqualTo(180);
            assertThat(high.getHeight()).isEqualTo(320);
            // The first pictures of the one flash, and those of the other do not.
            assertThat(grey(wide, 160, 150)).isCloseTo(250, within(15));
            assertThat(grey(high, 90, 300)).isCloseTo(35, within(20));
            BufferedImage sheet = ImageIO.read(call.file("contact-sheet.jpg").toFile());
            assertThat(grey(sheet, 6 + 160, 6 + 150)).isCloseTo(250, within(15));
            assertThat(count("made")).isEqualTo(3);
            made = recording;
        }
        try (FinishedRecording next = new FinishedRecording(directory)) {
            assertThat(next.recordings().find(made.id()).orElseThrow().beside()).isEqualTo(made.beside());
        }
    }

    @Test
    void aPictureThatCannotBeMadeInTimeIsLeftOutAndCounted() {
        AtomicLong ticker = new AtomicLong();
        Posters late = new Posters(
                settings(true),
                meters,
                () -> ticker.getAndAdd(Duration.ofSeconds(15).toNanos()));
        try (FinishedRecording call =
                call(late).with("aa11", 0, 1, 0.0, 160, 90).with("bb22", 0, 1, 0.0, 160, 90)) {
            RecordingSnapshot recording = call.finish();

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.beside()).isEmpty();
            assertThat(count("late")).isEqualTo(2);
        }
    }

    @Test
    void aFileWithoutAPictureCostsOnlyItsOwn() throws IOException {
        try (FinishedRecording call =
                call(null).with("aa11", 0, 1, 0.0, 160, 90).with("bb22", 0, 1, 0.0, 160, 90)) {
            RecordingSnapshot recording = call.finish();
            Files.write(call.file("aa11-1.webm"), new byte[10_000]);

            assertThat(posters(true).complete(recording, call.folder()))
                    .extracting(BesideFile::name)
                    .containsExactly("bb22-poster.jpg", "contact-sheet.jpg");
            assertThat(count("failed")).isEqualTo(1);
        }
    }

    @Test
    void whereTheCameraBeginsLateItsFirstPictureIsTaken() {
        try (FinishedRecording call = call(posters(true)).with("aa11", 0, 12, 0, 1.4, 160, 90)) {
            assertThat(call.finish().beside()).hasSize(2);
        }
    }

    @Test
    void theyCanBeSwitchedOff() {
        try (FinishedRecording call = call(posters(false)).with("aa11", 0, 1, 0.0, 160, 90)) {
            assertThat(call.finish().beside()).isEmpty();
        }
    }

    private FinishedRecording call(@Nullable Posters posters) {
        return new FinishedRecording(directory, VideoCodec.VP8, posters == null ? List.of() : List.of(posters));
    }

    private Posters posters(boolean enabled) {
        return new Posters(settings(enabled), meters, System::nanoTime);
    }

    private static CompositeProperties.Posters settings(boolean enabled) {
        return new CompositeProperties.Posters(enabled, 320, Duration.ofSeconds(20));
    }

    private double count(String outcome) {
        return meters.get("peerscribe.composite.posters")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static int grey(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return (((rgb >> 16) & 255) + ((rgb >> 8) & 255) + (rgb & 255)) / 3;
    }
}
