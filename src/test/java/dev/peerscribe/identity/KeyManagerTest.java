package dev.peerscribe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

@Timeout(30)
class KeyManagerTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);
    /** Made by {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256} for this test alone. */
    static final String OPENSSL_KEY = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgffQKVFNIaxxwjAId
            8Pa7Vle6O0HGVYQ43CTNS8rmPaChRANCAASjTX/agfNBi+mJmvdnm81Yb/OaP8Ao
            cMwEMNtqUd7DEDZrj/IqbHJsStwFHu/utbS07WrxhE0G7pBB0P4UYU29
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    @Test
    void withoutAPathEveryStartHasANewKey() {
        KeyManager one = manager(null);
        assertThat(one.identity()).isSameAs(one.identity());
        assertThat(manager(null).identity().publicKey())
                .isNotEqualTo(one.identity().publicKey());
    }

    @Test
    void aBlankPathMeansNone() {
        assertThat(TestIdentity.properties(Map.of("key-path", "")).keyPath()).isNull();
    }

    @RepeatedTest(8)
    void aRestartKeepsTheKey() {
        Path file = folder.resolve("deeper/key.pem");
        SigningIdentity first = manager(file).identity();
        SigningIdentity second = manager(file).identity();
        assertThat(second.publicKey()).isEqualTo(first.publicKey());
        assertThat(first.publicKey().verifies(DATA, second.sign(DATA))).isTrue();
    }

    @Test
    void onlyTheOwnerMayReadTheFileAndNothingElseIsLeftInTheFolder() throws IOException {
        Path file = folder.resolve("key.pem");
        manager(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aKeyOfOpensslHasThePublicPointThatOpensslSays() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), OPENSSL_KEY);
        byte[] der = Base64.getMimeDecoder().decode(OPENSSL_KEY.replaceAll("-----[A-Z ]+-----", ""));
        byte[] point = Arrays.copyOfRange(der, der.length - 65, der.length);
        assertThat(manager(file).identity().publicKey()).isEqualTo(PeerKey.ofPoint(point));
    }

    @Test
    void textAroundTheBlockIsLetBe() throws IOException {
        Path file =
                Files.writeString(folder.resolve("key.pem"), "the agent's key\r\n" + OPENSSL_KEY.replace("\n", "\r\n"));
        assertThat(manager(file).identity().publicKey().point()).hasSize(65);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
            })
    void aDamagedFileIsRefusedWithPropertyPathAndCureAndStaysAsItWas(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), content);
        assertRefused(file);
        assertThat(file).hasContent(content);
    }

    @Test
    void aKeyOfAnotherCurveIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        assertRefused(pem(generator.generateKeyPair().getPrivate().getEncoded()));
        assertRefused(pem(KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void aNumberThatIsNoPrivateKeyOfTheCurveIsRefused(String number) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(OPENSSL_KEY.replaceAll("-----[A-Z ]+-----", ""));
        System.arraycopy(HexFormat.of().parseHex(number), 0, der, 36, 32);
        assertRefused(pem(der));
    }

    @Test
    void twoKeysInOneFileAreRefused() throws IOException {
        assertRefused(Files.writeString(folder.resolve("key.pem"), OPENSSL_KEY + OPENSSL_KEY));
    }

    @Test
    void aFolderAndAHugeFileAreRefused() throws IOException {
        assertRefused(Files.createDirectory(folder.resolve("folder")));
        assertRefused(Files.write(folder.resolve("huge"), new byte[1 << 20]));
        assertRefused(Files.writeString(folder.resolve("file"), "").resolve("below-a-file"));
    }

    @Test
    void theFailureAnalyzerIsFoundByBootAndNamesTheCure() {
        KeyFileException failure = new KeyFileException(Path.of("k.pem"), "is broken", "mend it", null);
        FailureAnalysis analysis =
                SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, (type, name, problem) -> {})
                        .stream()
                        .filter(ConfiguredFileFailureAnalyzer.class::isInstance)
                        .map(analyzer -> analyzer.analyze(new IllegalStateException(failure)))
                        .findFirst()
                        .orElseThrow();
        assertThat(analysis.getDescription()).isEqualTo("peerscribe.identity.key-path=k.pem: is broken");
        assertThat(analysis.getAction()).isEqualTo("mend it");
    }

    @Test
    void nothingThatIsPrintedHoldsThePrivateKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        KeyPair pair = generator.generateKeyPair();
        SigningIdentity identity = SigningIdentity.of(pair.getPrivate());
        assertThat(identity.publicKey()).isEqualTo(PeerKey.of((ECPublicKey) pair.getPublic()));
        assertThat(identity.toString())
                .isEqualTo("SigningIdentity[" + identity.publicKey().fingerprint() + "]");
    }

    private void assertRefused(Path file) {
        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> manager(file))
                .withMessageStartingWith("peerscribe.identity.key-path=" + file + ": ")
                .satisfies(e -> assertThat(e.cure()).isNotBlank());
    }

    private Path pem(byte[] der) throws IOException {
        return Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static KeyManager manager(@Nullable Path path) {
        return TestIdentity.manager(path == null ? Map.of() : Map.of("key-path", path.toString()));
    }
}
