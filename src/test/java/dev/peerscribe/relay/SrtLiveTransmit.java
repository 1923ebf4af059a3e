package dev.peerscribe.relay;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The sample application of SRT's library, which takes one stream after the other into a file. */
final class SrtLiveTransmit implements AutoCloseable {
    private final Process process;
    private final Path log;

    private SrtLiveTransmit(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns when it listens. */
    static SrtLiveTransmit listen(int port, String passphrase, Path received) throws IOException {
        Path log = received.resolveSibling(received.getFileName() + ".log");
        Process process = new ProcessBuilder(
                        "srt-live-transmit",
                        "-verbose",
                        "srt://127.0.0.1:" + port + "?mode=listener&pbkeylen=32&passphrase=" + passphrase,
                        "file://con")
                .redirectOutput(received.toFile())
                .redirectError(log.toFile())
                .start();
        SrtLiveTransmit program = new SrtLiveTransmit(process, log);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(program.log());
            }
            return Listeners.listensOnUdp(port);
        });
        return program;
    }

    /** Until who sent has said goodbye, so that the file has all of it. */
    void awaitDisconnected() {
        await().atMost(Duration.ofSeconds(10)).until(() -> log().contains("SRT source disconnected"));
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** At once, as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
