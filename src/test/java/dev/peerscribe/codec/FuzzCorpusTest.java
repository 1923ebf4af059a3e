package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fuzzer found worth keeping ({@code bench/fuzz}), put together again. */
class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

    @ParameterizedTest
    @EnumSource
    void whateverComesIsAFrameOrBroken(Codec codec) throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS.resolve(codec.name().toLowerCase(Locale.ROOT)))) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(20);
        for (Path input : inputs) {
            byte[] data = Files.readAllBytes(input);
            assertThatCode(() -> DepacketizerFuzz.feed(codec, data))
                    .as(input.toString())
                    .doesNotThrowAnyException();
        }
    }
}
