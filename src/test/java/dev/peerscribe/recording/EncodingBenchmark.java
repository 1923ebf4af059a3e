package dev.peerscribe.recording;

import dev.peerscribe.media.AudioBlock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.util.unit.DataSize;

/**
 * Prints CPU seconds a recorded second at 1280×720, 30 pictures a second, with sound, for every encoder setting; not a
 * test. Run its {@code main} from the test class path.
 */
final class EncodingBenchmark {
    private static final int SECONDS = 20;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;

    private EncodingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("encoding");
        try {
            List<TestPicture> pictures = pictures();
            run(folder, VideoCodec.VP8, 8, pictures); // warm
            for (int cpuUsed : new int[] {4, 6, 8, 12, 16}) {
                run(folder, VideoCodec.VP8, cpuUsed, pictures);
            }
            for (int cpuUsed : new int[] {6, 8}) {
                run(folder, VideoCodec.VP9, cpuUsed, pictures);
            }
            run(folder, VideoCodec.H264, 0, pictures);
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static void run(Path folder, VideoCodec codec, int cpuUsed, List<TestPicture> pictures) throws Exception {
        RecordingProperties base = RecordingBench.properties(folder, codec);
        RecordingProperties properties = new RecordingProperties(
                folder,
                new RecordingProperties.Video(codec, cpuUsed, 2500, Duration.ofSeconds(2), 1),
                base.audio(),
                base.queue(),
                base.headerWait(),
                base.stopBound(),
                DataSize.ofMegabytes(1),
                DataSize.ofBytes(0));
        Path file = folder.resolve("aa11-1." + codec.container().extension());
        RecordingMetrics metrics = new RecordingMetrics(new SimpleMeterRegistry());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        try (Segment segment = new EncodingSegment(
                properties,
                (container, tracks, offset) -> new SegmentFile(metrics, file, "aa11", null, tracks, offset))) {
            byte[] pcm = new byte[960];
            for (int i = 0; i < pcm.length / 2; i++) {
                pcm[2 * i + 1] = (byte) (40 * Math.sin(i / 7.0));
            }
            int picture = 0;
            for (int block = 0; block < SECONDS * 100; block++) {
                segment.write(new AudioBlock(0, pcm, 48_000, 1), block * 10_000_000L);
                while (picture / 30.0 <= block / 100.0) {
                    segment.write(pictures.get(picture % pictures.size()), picture * 33_333_333L);
                    picture++;
                }
                segment.settle(true);
            }
            segment.finish();
        }
        double cpu = (threads.getCurrentThreadCpuTime() - begun) / 1e9 / SECONDS;
        System.out.printf(
                "%s cpu-used %d: %.3f CPU s/s, %d kbit/s%n",
                codec, cpuUsed, cpu, Files.size(file) * 8 / SECONDS / 1000);
        Files.delete(file);
    }

    /** A smooth scene that moves as a whole, with a square moving the other way; no noise. */
    private static List<TestPicture> pictures() {
        return IntStream.range(0, 60).mapToObj(EncodingBenchmark::picture).toList();
    }

    private static TestPicture picture(int number) {
        TestPicture picture = TestPicture.plain(0, WIDTH, HEIGHT, 60, 0);
        ByteBuffer luma = picture.y();
        // back and forth, so that the sequence can be repeated without a cut
        int shift = number < 30 ? 4 * number : 4 * (60 - number);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double value = 110 + 50 * Math.sin((x + shift) / 37.0) + 40 * Math.cos((y + shift / 2.0) / 23.0);
                boolean square = y > 200 && y < 400 && x > 900 - 2 * shift && x < 1100 - 2 * shift;
                luma.put(y * picture.strideY() + x, (byte) (square ? 220 - value / 4 : value));
            }
        }
        return picture;
    }
}
