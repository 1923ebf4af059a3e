package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzers found worth keeping ({@code bench/fuzz}), heard again. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

    @ParameterizedTest
    @ValueSource(strings = {"envelope", "payload"})
    void whateverComesIsTakenOrRefusedByARule(String corpus) throws IOException {
        Consumer<byte[]> target =
                corpus.equals("envelope") ? EnvelopeFuzz::fuzzerTestOneInput : PayloadFuzz::fuzzerTestOneInput;
        List<Path> inputs = inputs(corpus);
        assertThat(inputs).hasSizeGreaterThan(20);
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertThatCode(() -> target.accept(data)).as(input.toString()).doesNotThrowAnyException();
        }
    }

    private static List<Path> inputs(String corpus) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(corpus))) {
            return files.sorted().toList();
        }
    }
}
