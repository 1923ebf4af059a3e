package dev.peerscribe.recording;

import dev.peerscribe.relay.FfmpegProgram;
import dev.peerscribe.sender.MovingPicture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/**
 * Lays the encoders of decoded pictures side by side: what a second costs in CPU time, how many bits it takes at the default
 * rate, and how near to the source it looks by FFmpeg's filters. Run by {@code bench/encoders}.
 */
final class EncoderBench {
    private static final int RATE = 30;
    private static final int KILOBITS_PER_MEGAPIXEL = 2500;
    private static final Pattern PSNR = Pattern.compile("PSNR .*average:([0-9.]+)");
    private static final Pattern SSIM = Pattern.compile("SSIM .*All:([0-9.]+)");
    private static final Pattern FRAMES = Pattern.compile("frame= *([0-9]+)(?!.*frame=)", Pattern.DOTALL);

    private final Path folder;
    private final int pictures;

    private record Setting(VideoCodec codec, int cpuUsed) {
        @Override
        public String toString() {
            return codec == VideoCodec.H264 ? "OpenH264" : codec + " " + cpuUsed;
        }
    }

    private EncoderBench(Path folder, int pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Math.clamp(Integer.parseInt(arguments[0]), 1, 10) : 5;
        Path folder = Files.createTempDirectory("encoders");
        try {
            EncoderBench bench = new EncoderBench(folder, seconds * RATE);
            System.out.println("| size | encoder | CPU s/s | kbit/s | PSNR dB | SSIM |");
            System.out.println("|---|---|---|---|---|---|");
            bench.run(640, 360);
            bench.run(1280, 720);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void run(int width, int height) throws Exception {
        List<TestPicture> scene = scene(width, height);
        Path source = folder.resolve("source.y4m");
        write(scene, source);
        encode(new Setting(VideoCodec.VP8, 8), scene); // warm
        for (Setting setting : settings()) {
            long begun = cpuNanos();
            Path file = encode(setting, scene);
            double cpu = (cpuNanos() - begun) / 1e9 * RATE / pictures;
            System.out.printf(
                    "| %dx%d | %s | %.3f | %d | %.1f | %.4f |%n",
                    width,
                    height,
                    setting,
                    cpu,
                    Files.size(file) * 8 * RATE / pictures / 1000,
                    compared(file, source, "psnr", PSNR),
                    compared(file, source, "ssim", SSIM));
        }
    }

    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int cpuUsed : new int[] {4, 6, 8, 12, 16}) {
            settings.add(new Setting(VideoCodec.VP8, cpuUsed));
        }
        for (int cpuUsed : new int[] {5, 6, 7, 8}) {
            settings.add(new Setting(VideoCodec.VP9, cpuUsed));
        }
        settings.add(new Setting(VideoCodec.H264, 0));
        return settings;
    }

    private Path encode(Setting setting, List<TestPicture> scene) throws Exception {
        VideoCodec codec = setting.codec();
        RecordingProperties base = RecordingBench.properties(folder, codec);
        RecordingProperties properties = new RecordingProperties(
                folder,
                RecordingFormat.AUTO,
                RecordingProperties.SegmentLimits.NONE,
                new RecordingProperties.Video(
                        codec, setting.cpuUsed(), KILOBITS_PER_MEGAPIXEL, Duration.ofSeconds(2), 1),
                base.audio(),
                base.queue(),
                base.headerWait(),
                base.stopBound(),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1));
        Path file = folder.resolve("encoded." + codec.container().extension());
        Files.deleteIfExists(file);
        RecordingMetrics metrics = new RecordingMetrics(new SimpleMeterRegistry());
        try (Segment segment = new EncodingSegment(
                properties,
                (container, tracks, offset) ->
                        new SegmentFile(metrics, file, "aa11", null, tracks, new Reception(), offset, Instant.EPOCH))) {
            for (int picture = 0; picture < pictures; picture++) {
                segment.write(scene.get(picture), picture * 1_000_000_000L / RATE);
                segment.settle(true);
            }
            segment.finish();
        }
        return file;
    }

    /** What a filter of FFmpeg says of a file against its source, picture by picture. */
    private double compared(Path file, Path source, String filter, Pattern result)
            throws IOException, InterruptedException {
        Path log = folder.resolve(filter + ".log");
        try (FfmpegProgram program = FfmpegProgram.start(
                log,
                "-i",
                file.toString(),
                "-i",
                source.toString(),
                "-lavfi",
                "[0:v]settb=1/%1$d,setpts=N[a];[1:v]settb=1/%1$d,setpts=N[b];[a][b]%2$s".formatted(RATE, filter),
                "-f",
                "null",
                "-")) {
            program.awaitEnd();
        }
        String said = Files.readString(log);
        Matcher frames = FRAMES.matcher(said);
        if (!frames.find() || Integer.parseInt(frames.group(1)) != pictures) {
            throw new IllegalStateException("not every picture was compared: " + said);
        }
        Matcher matcher = result.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("nothing was compared: " + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private List<TestPicture> scene(int width, int height) {
        MovingPicture moving = new MovingPicture(width, height);
        List<TestPicture> scene = new ArrayList<>();
        for (int number = 0; number < pictures; number++) {
            TestPicture picture = TestPicture.plain(0, width, height, 0, 0);
            fill(picture.y(), picture.strideY(), moving.luma(number), width);
            fill(picture.u(), picture.strideU(), moving.chroma(number, 0), (width + 1) / 2);
            fill(picture.v(), picture.strideV(), moving.chroma(number, 1), (width + 1) / 2);
            scene.add(picture);
        }
        return scene;
    }

    private static void fill(ByteBuffer plane, int stride, byte[] samples, int width) {
        for (int line = 0; line < samples.length / width; line++) {
            plane.put(line * stride, samples, line * width, width);
        }
    }

    /** As YUV4MPEG2. */
    private static void write(List<TestPicture> scene, Path file) throws IOException {
        TestPicture first = scene.getFirst();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n"
                    .formatted(first.width(), first.height(), RATE)
                    .getBytes(StandardCharsets.US_ASCII));
            for (TestPicture picture : scene) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                write(out, picture.y(), picture.strideY(), picture.width(), picture.height());
                write(out, picture.u(), picture.strideU(), (picture.width() + 1) / 2, (picture.height() + 1) / 2);
                write(out, picture.v(), picture.strideV(), (picture.width() + 1) / 2, (picture.height() + 1) / 2);
            }
        }
    }

    private static void write(OutputStream out, ByteBuffer plane, int stride, int width, int height)
            throws IOException {
        byte[] row = new byte[width];
        for (int line = 0; line < height; line++) {
            plane.get(line * stride, row);
            out.write(row);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
