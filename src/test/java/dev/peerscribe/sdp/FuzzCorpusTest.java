package dev.peerscribe.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a fuzzer found worth keeping ({@code bench/fuzz}), negotiated again. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz", "offer");

    @Test
    void whateverComesIsRefusedByARuleOrNegotiated() throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS)) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(10);
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertThatCode(() -> OfferFuzz.fuzzerTestOneInput(data))
                    .as(input.toString())
                    .doesNotThrowAnyException();
        }
    }
}
