package dev.peerscribe.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.SigningIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void whatHoldsExitsWithZeroAndSaysWhoSigned() throws IOException {
        SignedRecording signed = new SignedRecording(folder);
        String key = signed.agent.publicKey().fingerprint();
        assertThat(run(folder.toString())).isZero();
        assertThat(out()).contains("signed with    " + key, "result         holds", "only a comparison");
        assertThat(run(folder.toString(), "--key", key)).isZero();
        assertThat(run("--key", key.toLowerCase(java.util.Locale.ROOT), folder.toString()))
                .isZero();
        assertThat(out()).contains("the key is the expected one");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatDoesNotHoldExitsWithOne() throws IOException {
        SignedRecording signed = new SignedRecording(folder);
        SigningIdentity other = SigningIdentity.generate(new SecureRandom());
        assertThat(run(folder.toString(), "--key", other.publicKey().fingerprint()))
                .isEqualTo(1);
        Files.writeString(signed.file(signed.adaFile), "the sound and picture of Eve");
        assertThat(run(folder.toString())).isEqualTo(1);
        assertThat(out()).contains("does not hold  " + signed.adaFile + ": the content was changed");
    }

    @Test
    void whatCannotBeToldExitsWithTwo() throws IOException {
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(out()).contains("cannot tell    manifest.jws: it is missing");
        assertThat(run(folder.resolve("nothing").toString())).isEqualTo(2);
        assertThat(run(Files.createFile(folder.resolve("file")).toString())).isEqualTo(2);
    }

    @Test
    void aWrongUseExitsWithTwoAndShowsTheRightOne() {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("a", "b"),
                List.of("a", "--key"),
                List.of("a", "--key", "AB"),
                List.of("--all"),
                List.of("a\u0000b"))) {
            err.reset();
            assertThat(run(wrong.toArray(String[]::new))).as(wrong.toString()).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("usage: verify DIR")
                    .doesNotContain("Exception");
        }
    }

    private int run(String... arguments) {
        return VerifyCommand.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
