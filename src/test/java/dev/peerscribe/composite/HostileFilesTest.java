package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.recording.FinishedRecording;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.stage.Layout;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files whose bytes were changed: whatever becomes of the film, its maker lives. */
@Timeout(120)
class HostileFilesTest {
    private static final int ROUNDS = Integer.getInteger("peerscribe.hostile.rounds", 12);

    @TempDir
    Path directory;

    @TempDir
    Path composites;

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"VP8", "VP9", "H264", "AV1"})
    void aFilmIsMadeOrRefusedWhateverAFileHolds(Codec codec) throws Exception {
        try (FinishedRecording call = new FinishedRecording(directory)
                .copied("aa11", codec, 0, 1, codec == Codec.VP8 ? 90 : 0)
                .copied("bb22", Codec.VP8, 0, 1, 0)) {
            RecordingSnapshot recording = call.finish();
            Path file = call.file(recording.files().stream()
                    .filter(each -> each.peer().equals("aa11"))
                    .findFirst()
                    .orElseThrow()
                    .name());
            byte[] whole = Files.readAllBytes(file);
            Random random = new Random(codec.name().hashCode());
            Posters posters = new Posters(
                    new CompositeProperties.Posters(true, 160, Duration.ofSeconds(5)),
                    new SimpleMeterRegistry(),
                    System::nanoTime);
            try (CompositeBench bench = new CompositeBench(composites, call.recordings())) {
                for (int round = 0; round < ROUNDS; round++) {
                    Files.write(file, changed(whole, random));

                    CompositeSnapshot made = bench.make(
                            recording.id(), new CompositeRequest(Layout.GRID, 160, 90, CompositeFormat.WEBM));

                    assertThat(made.state()).as("%s", made).isEqualTo(CompositeState.COMPLETE);
                    assertThat(posters.complete(recording, call.folder())).isNotEmpty();
                    bench.service.remove(recording.id(), made.id());
                }
            }
        }
    }

    /** The file with some bytes changed: in its head, where sizes and codecs stand, or anywhere after it. */
    private static byte[] changed(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        boolean head = random.nextBoolean();
        int from = head ? 0 : 64 << 10;
        int to = head ? 600 : whole.length;
        for (int i = 0, count = 1 + random.nextInt(30); i < count; i++) {
            changed[from + random.nextInt(to - from)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(changed, (64 << 10) + random.nextInt(changed.length - (64 << 10)))
                : changed;
    }
}
