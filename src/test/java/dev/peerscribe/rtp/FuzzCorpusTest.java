package dev.peerscribe.rtp;

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

/** What fuzzers found worth keeping ({@code bench/fuzz}), received again. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

    @ParameterizedTest
    @ValueSource(strings = {"rtp", "rtcp"})
    void whateverComesTheSessionGoesOn(String corpus) throws IOException {
        Consumer<byte[]> target = corpus.equals("rtp") ? RtpFuzz::fuzzerTestOneInput : RtcpFuzz::fuzzerTestOneInput;
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS.resolve(corpus))) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(10);
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertThatCode(() -> target.accept(data)).as(input.toString()).doesNotThrowAnyException();
        }
    }
}
