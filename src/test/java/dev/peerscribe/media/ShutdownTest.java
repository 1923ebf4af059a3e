package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class ShutdownTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSignalWithFramesFlowingEndsTheProcessInOrder() throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShutdownProbe.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(40)).until(() -> read(output).contains("FLOWING"));
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(read(output)).doesNotContain("fatal error", "SIGSEGV", "SIGABRT", "Exception");
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(read(output).split("TrackClosed", -1)).hasSize(3);
            assertThat(read(output).indexOf("PeerLeft"))
                    .isGreaterThan(read(output).lastIndexOf("TrackClosed"));
            try (var left = Files.list(folder)) {
                assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("output");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
