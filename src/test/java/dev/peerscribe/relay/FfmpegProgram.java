package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** The program that comes with the libraries, as a destination or to look at what one got. */
public final class FfmpegProgram implements AutoCloseable {
    private final Process process;
    private final Path log;

    private FfmpegProgram(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Runs in the background until it ends or is closed. */
    public static FfmpegProgram start(Path log, String... arguments) throws IOException {
        Path program = Path.of(Loader.load(ffmpeg.class));
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-hide_banner", "-nostdin", "-y", "-loglevel", "info", "-threads", "1"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Its libraries lie beside it.
        builder.environment().put("LD_LIBRARY_PATH", String.valueOf(program.getParent()));
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new FfmpegProgram(builder.start(), log);
    }

    /** Copies packets from one place to a Matroska file. */
    public static Path copy(String from, Path to) throws IOException, InterruptedException {
        try (FfmpegProgram program = start(
                to.resolveSibling(to.getFileName() + ".log"),
                "-allowed_extensions",
                "ALL",
                "-i",
                from,
                "-c",
                "copy",
                to.toString())) {
            program.awaitEnd();
        }
        return to;
    }

    public void awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + Files.readString(log));
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it got so far that it knows what comes. */
    public boolean receives() {
        return log().contains("Output #0");
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** At once, as a crash does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** It does nothing any more, and reads nothing, until it is killed. */
    void stall() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** As somebody would who wants the file whole. */
    void finish() throws InterruptedException, IOException {
        process.destroy();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
