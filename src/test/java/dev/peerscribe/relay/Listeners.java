package dev.peerscribe.relay;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Destinations that the FFmpeg program is. */
public final class Listeners {
    private Listeners() {}

    /** Takes one RTMP connection, whatever its stream key is, into a Matroska file. Returns when it listens. */
    public static FfmpegProgram rtmp(Path directory, int port, Path received) throws IOException {
        FfmpegProgram program = FfmpegProgram.start(
                directory.resolve(received.getFileName() + ".log"),
                "-f",
                "flv",
                "-listen",
                "1",
                "-i",
                "rtmp://127.0.0.1:" + port + "/live/secret-key",
                "-c",
                "copy",
                received.toString());
        await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
        return program;
    }

    /** Takes one SRT connection without a passphrase into a Matroska file. Returns when it listens. */
    public static FfmpegProgram srt(Path directory, int port, Path received) throws IOException {
        FfmpegProgram program = FfmpegProgram.start(
                directory.resolve(received.getFileName() + ".log"),
                "-i",
                "srt://127.0.0.1:" + port + "?mode=listener",
                "-c",
                "copy",
                received.toString());
        await().atMost(Duration.ofSeconds(20)).until(() -> listensOnUdp(port));
        return program;
    }

    /** Takes one RTSP session, announced and recorded over its connection, into a Matroska file. Returns when it listens. */
    static FfmpegProgram rtsp(Path directory, int port, Path received) throws IOException {
        FfmpegProgram program = FfmpegProgram.start(
                directory.resolve(received.getFileName() + ".log"),
                "-rtsp_flags",
                "listen",
                "-listen_timeout",
                "60",
                "-rtsp_transport",
                "tcp",
                "-i",
                "rtsp://127.0.0.1:" + port + "/stage",
                "-c",
                "copy",
                received.toString());
        await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
        return program;
    }

    /** Whether somebody does, by the kernel's list: to try would be to take the place of the one who is meant. */
    static boolean listens(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X 00000000:0000 0A", port);
        return isListed("/proc/net/tcp", local);
    }

    static boolean listensOnUdp(int port) throws IOException {
        return isListed("/proc/net/udp", String.format(Locale.ROOT, ":%04X ", port));
    }

    private static boolean isListed(String list, String entry) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(list))) {
            return lines.anyMatch(line -> line.contains(entry));
        }
    }
}
