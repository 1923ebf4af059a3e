package dev.peerscribe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.fakes.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys from their making to their end. */
class ApiKeysTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Path file;

    private record Made(String key, String entry) {}

    @BeforeEach
    void setUp() {
        file = folder.resolve("keys.json");
    }

    @Test
    void aKeyThatWasMadeOpensItsScopesAndNoOther() throws Exception {
        Made made = make("ci", "meetings:read", "chat:write");
        write(made);

        Caller caller = Objects.requireNonNull(keys().caller(made.key()));

        assertThat(caller.getName()).isEqualTo("key:ci");
        assertThat(caller.may(Scope.MEETINGS_READ)).isTrue();
        assertThat(caller.may(Scope.CHAT_WRITE)).isTrue();
        assertThat(caller.may(Scope.MEETINGS_WRITE)).isFalse();
        assertThat(Files.readString(file)).doesNotContain(made.key());
    }

    @Test
    void anotherSecretAnotherIdOrNoKeyOpensNothing() throws Exception {
        Made made = make("ci", "all");
        write(made, make("other", "all"));
        ApiKeys keys = keys();
        String key = made.key();

        for (String wrong : List.of(
                key.substring(0, key.length() - 1),
                key + "x",
                key.replace("_ci_", "_other_"),
                key.replace("_ci_", "_nobody_"),
                key.replace("_ci_", "__"),
                key.replace("psk_", ""),
                "psk_",
                "psk_ci_",
                "psk__",
                "psk_" + "x".repeat(100_000))) {
            assertThat(keys.caller(wrong)).as(wrong).isNull();
        }
    }

    @Test
    void anExpiredKeyOpensNothingAndEndsWhatLasts() throws Exception {
        Made made = make("ci", "all", "--expires", "2026-01-01T13:00:00Z");
        write(made);
        ApiKeys keys = keys();
        Caller caller = Objects.requireNonNull(keys.caller(made.key()));

        clock.advance(Duration.ofHours(1));

        assertThat(keys.caller(made.key())).isNull();
        assertThat(caller.holds()).isFalse();
    }

    @Test
    void keysOverlapWhileTheyAreRotated() throws Exception {
        Made old = make("ci-1", "all");
        Made next = make("ci-2", "all");
        write(old);
        ApiKeys keys = keys();
        Caller listening = Objects.requireNonNull(keys.caller(old.key()));
        assertThat(keys.caller(next.key())).isNull();

        write(old, next);
        keys.look();
        assertThat(keys.caller(old.key())).isNotNull();
        assertThat(keys.caller(next.key())).isNotNull();
        assertThat(listening.holds()).isTrue();

        write(next);
        keys.look();
        assertThat(keys.caller(old.key())).isNull();
        assertThat(keys.caller(next.key())).isNotNull();
        assertThat(listening.holds()).isFalse();
    }

    @Test
    void aFileThatBreaksWhileTheAgentRunsChangesNothingAndIsCountedOnce() throws Exception {
        Made made = make("ci", "all");
        write(made);
        ApiKeys keys = keys();

        Files.writeString(file, "{\"keys\": [");
        keys.look();
        keys.look();
        assertThat(keys.caller(made.key())).isNotNull();
        assertThat(failures()).isEqualTo(1);

        Files.delete(file);
        keys.look();
        keys.look();
        assertThat(keys.caller(made.key())).isNotNull();
        assertThat(failures()).isEqualTo(2);

        Files.writeString(file, "{\"keys\": []}");
        keys.look();
        assertThat(keys.caller(made.key())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"keys\": null}",
                "{\"keys\": {}}",
                "{\"keys\": [null]}",
                "{\"keys\": [{}]}",
                "{\"keys\": [], \"more\": 1}",
                "{\"keys\": [], \"keys\": []}",
                "{\"keys\": []} {}",
                "{\"keys\": [{\"id\": \"a_b\", \"hash\": \"$H\", \"scopes\": [\"events\"]}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\", \"scopes\": []}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\", \"scopes\": [\"everything\"]}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\", \"scopes\": [null]}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\"}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"sha256:00\", \"scopes\": [\"events\"]}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"md5:$H\", \"scopes\": [\"events\"]}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\", \"scopes\": [\"events\"], \"expires\": \"tomorrow\"}]}",
                "{\"keys\": [{\"id\": \"a\", \"hash\": \"$H\", \"scopes\": [\"events\"]},"
                        + " {\"id\": \"a\", \"hash\": \"$H\", \"scopes\": [\"events\"]}]}"
            })
    void aFileThatBreaksARuleIsRefusedWithoutItsContent(String content) throws Exception {
        String hash = "ab".repeat(32);
        Files.writeString(file, content.replace("$H", "sha256:" + hash));

        assertThatThrownBy(this::keys)
                .isInstanceOf(AccessConfigurationException.class)
                .hasMessageStartingWith("peerscribe.access.keys-file=" + file)
                .hasMessageContaining("must")
                .hasMessageNotContaining(hash);
    }

    @Test
    void aFileThatIsTooLongOrMissingIsRefused() throws Exception {
        assertThatThrownBy(this::keys).hasMessageContaining("no such file");
        Files.writeString(file, " ".repeat(300_000));
        assertThatThrownBy(this::keys).hasMessageContaining("must not be longer than 262144 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ci", "c_i all", "ci everything", "ci all --expires", "ci all --expires soon"})
    void theCommandSaysWhatItDidNotUnderstand(String arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int exit = NewKeyCommand.run(
                arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8));

        assertThat(exit).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("usage: new-key", "recordings:delete");
    }

    private ApiKeys keys() {
        return new ApiKeys(file, clock, registry);
    }

    private double failures() {
        return registry.get("peerscribe.access.keys.reload.failures").counter().count();
    }

    private void write(Made... made) throws IOException {
        List<@Nullable String> entries = new ArrayList<>();
        for (Made one : made) {
            entries.add(one.entry());
        }
        Files.writeString(file, "{\"keys\": [" + String.join(",", entries) + "]}");
    }

    private static Made make(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(NewKeyCommand.run(List.of(arguments), out, out)).isZero();
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        return new Made(lines.get(0).replaceFirst("key +", ""), lines.get(1).replaceFirst("entry +", ""));
    }
}
