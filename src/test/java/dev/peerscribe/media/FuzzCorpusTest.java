package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a fuzzer found worth keeping ({@code bench/fuzz}), passed through the gate again. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz", "sdp");

    @Test
    void whateverComesIsRefusedByARuleOrSafe() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS)) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(20);
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertThatCode(() -> SdpFuzz.fuzzerTestOneInput(data))
                    .as(input.toString())
                    .doesNotThrowAnyException();
        }
    }
}
