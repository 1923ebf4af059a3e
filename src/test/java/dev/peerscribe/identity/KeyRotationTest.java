package dev.peerscribe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** The key of a mounted secret that changes while the agent runs. */
@Timeout(30)
class KeyRotationTest {
    /** Made by {@code openssl pkcs12 -export} of the key in {@link KeyManagerTest}; password changeit. */
    private static final String PKCS12 = """
            MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcB
            MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgANOdyu0ei1AICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH92
            RhXs8HnI/bIk39XOHZ2AggHQMCcVvp3U+Y36wP20aR4j99JjjUKNVFq22L9lG0a0iOJ3oy5VsDSB8UYqrHfYigbLEO+q7I0arjTw
            7fuxxPpiJhJG8/PTnJh/5/dL1UrUO8+II3wMoC3iMNBv+My3gcdWZYqbJ1Nic4P376zJB/72ognYk2jMJ+5GEJnxISX8FLYb27Af
            BFcE4Q/IW5qshtSYOz8Uk601m3ZodUY6NsuWduAdC96A83SSMtowwieK6q6dvCI4iAxE8rczsg0ueIM/H+gPQsSp42OMWsm7vFWv
            RJpawj7mD7fk46szncclFzZiZmkICuBB3sM3+TZ63u6cOf2axAm/O4zegSeo17BeTzcpI8BK3vPuMwd9k2GqBgDDpjZjE5JqJCPH
            8vIBTgfn9ZBKMGnfA3IseOmyKwzikQJHX00xoko11ZYcDJItQ4Txc5z7xJ6UPVx9fp//dBUu3dJrwYDg9G2T6iurco7rqMpGNhg5
            1qoY4FGMMa1CmzluRAoKV+p4NxF22ze2s6DKke+6kLPPlWkay1cZg+96c6arwBSKOzEg4WWxMVBDJ8ZIUUt6vh/bJX2yG8i48w/d
            8KJ+feQno698EvbDXFJJw1A70WFjQDWaYxe5gpVdD8swggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoB
            AqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIJoac5eruRKQCAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD
            BAEqBBA88hCA2XnzEf0iKOmxsNI3BIGQhB8bm4DUD9rT+aDAI6KDsLROJCl7swmQApthczebVX7CBVvA6ZptH/Hobi3I67Up9mco
            Kp59tZZR9TC2yto/JeTJs+KAAzgFE2HZhXdY+2/ylZ2aSO0/F0A4DAFqmIqaMENFG683w2K3h6bujA6Q+Hl+qKoooOMfIasshmLD
            ZE5ZXxwaxlaSu5aQlEZJnr0WMSUwIwYJKoZIhvcNAQkVMRYEFCK35YCYxzIzOYmpiGaPZqthApHIMEEwMTANBglghkgBZQMEAgEF
            AAQgejpnb7107FjAtbDUHkFCYqgXn5v3qDjeGZG0tgO/30MECOm4UGyvGWc+AgIIAA==
            """;
    /** The same certificate without its key. */
    private static final String PKCS12_WITHOUT_KEY = """
            MIIClwIBAzCCAk0GCSqGSIb3DQEHAaCCAj4EggI6MIICNjCCAjIGCSqGSIb3DQEHBqCCAiMwggIfAgEAMIICGAYJKoZIhvcNAQcB
            MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiMpFJTHFBtGAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELwO
            jSTV/rR/ZUM6K7jcerqAggGwsKMC66aHOeGRO7FP3SN4jjLPNDVpWFU8LEL4CzLgOIDVs4sOakRKgedEw0mNm0G8x2LKsvMc8HyU
            sy0ppCJmVIiYQ0C9G3hx0PWZ6K7Oz6MhvfYRjnV1WOOXhTmb3tQgz+G5voEcCjAYVt0hn6vJbByBmKFirJIuvodTD2p8sCSe0ROR
            rYLfNFhhhbClVrPd6QOIbTD48MBpZd/I4we3HqZ7/YGuew2XM6+tETfA6nRJM7OJ2TE+vrLgcuKoviWp6VVBf75cixBUsfo3iNWc
            b2Ma72CgbchZ+Q6aObHakLvSMJJ2WvxMIlJv1dZT0b0B4rbw3OLnuzViG555X5XgO6KYLw6iQWyyZcYrtQLtDYii18FirIvT4nqW
            ijjoLIkCkCrdhgELOyDzc9+rFZ64WqIYwsEZSuwJzAk0yK2UUskb+6jO7bm/lxrh4x7UePIXU4DRx7e8Ql03mKDlUq1Yxy2IDk0e
            X03jplzcrNsHL9Lh+bAkccojVbxs2t9nBvtkKSGH4LxKIupHqjJCC8lu6bG0nUTEM+x47dFZMdTTto2Wra35YE8IEO2Pkp3Czmqv
            MEEwMTANBglghkgBZQMEAgEFAAQg++gkJ0FB5GMW2ce/P9wKRzf7mYeUp97pdyNH+jCZ1C4ECPjkk0uEN638AgIIAA==
            """;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Object> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aSecretThatKubernetesSwapsIsTakenAndTold() throws IOException {
        SigningIdentity first = pair();
        SigningIdentity second = pair();
        Path key = mount("..2026_01", first);
        KeyManager keys = manager(key, Map.of());
        assertThat(keys.current().publicKey()).isEqualTo(first.publicKey());

        keys.look();
        assertThat(events).isEmpty();
        swap("..2026_02", second);
        keys.look();
        keys.look();

        assertThat(keys.current().publicKey()).isEqualTo(second.publicKey());
        assertThat(events)
                .containsExactly(new KeyRotated(
                        first.publicKey().fingerprint(), second.publicKey().fingerprint()));
        assertThat(count("peerscribe.identity.key.rotations")).isEqualTo(1);
        assertThat(count("peerscribe.identity.key.reload.failures")).isZero();
    }

    @Test
    void theKeyBeforeIsKnownAsOursForAWhile() throws IOException {
        SigningIdentity first = pair();
        SigningIdentity second = pair();
        Path key = mount("..1", first);
        KeyManager keys = manager(key, Map.of("previous-key-retention", "10m"));
        swap("..2", second);
        keys.look();

        now = now.plus(Duration.ofMinutes(9));
        assertThat(keys.isOwn(first.publicKey())).isTrue();
        assertThat(keys.isOwn(second.publicKey())).isTrue();
        assertThat(keys.isOwn(pair().publicKey())).isFalse();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(keys.isOwn(first.publicKey())).isFalse();
    }

    @Test
    void aHalfWrittenFileKeepsTheKeyIsCountedOnceAndHealsWhenItIsWhole() throws IOException {
        SigningIdentity first = pair();
        SigningIdentity second = pair();
        Path key = folder.resolve("key.pem");
        Files.writeString(key, pem(first));
        KeyManager keys = manager(key, Map.of());
        String whole = pem(second);

        Files.writeString(key, whole.substring(0, whole.length() / 2));
        keys.look();
        keys.look();
        assertThat(keys.current().publicKey()).isEqualTo(first.publicKey());
        assertThat(count("peerscribe.identity.key.reload.failures")).isEqualTo(1);
        assertThat(events).isEmpty();

        Files.writeString(key, whole);
        keys.look();
        assertThat(keys.current().publicKey()).isEqualTo(second.publicKey());
    }

    @Test
    void aFileThatIsAwayForAMomentChangesNothing() throws IOException {
        SigningIdentity only = pair();
        Path key = folder.resolve("key.pem");
        Files.writeString(key, pem(only));
        KeyManager keys = manager(key, Map.of());

        Files.delete(key);
        keys.look();
        keys.look();
        Files.writeString(key, pem(only));
        keys.look();

        assertThat(keys.current().publicKey()).isEqualTo(only.publicKey());
        assertThat(count("peerscribe.identity.key.reload.failures")).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    @Test
    void theSameKeyInAnotherFormIsNoRotation() throws IOException {
        SigningIdentity only = pair();
        Path key = folder.resolve("key.pem");
        Files.writeString(key, pem(only));
        KeyManager keys = manager(key, Map.of());

        Files.writeString(key, "a comment\n" + pem(only));
        keys.look();

        assertThat(events).isEmpty();
        assertThat(count("peerscribe.identity.key.rotations")).isZero();
    }

    @Test
    void theFileIsLookedAtAgainAndAgainUntilTheAgentStops() throws IOException {
        SigningIdentity second = pair();
        Path key = mount("..1", pair());
        IdentityProperties properties =
                TestIdentity.properties(Map.of("key-path", key.toString(), "reload-interval", "20ms"));
        KeyManager keys = new KeyManager(properties, meters, events::add, clock());
        SimpleAsyncTaskScheduler scheduler = new IdentityReload()
                .identityScheduler(keys, new PeerTrust(TestIdentity.trust(Map.of()), meters, clock()), properties);
        try (scheduler) {
            swap("..2", second);
            await().until(() -> keys.current().publicKey().equals(second.publicKey()));
        }
        assertThat(scheduler.isActive()).isFalse();
    }

    @Test
    void aPkcs12FileGivesItsKey() throws IOException {
        Path file =
                Files.write(folder.resolve("key.p12"), Base64.getMimeDecoder().decode(PKCS12));
        PeerKey expected = manager(Files.writeString(folder.resolve("key.pem"), KeyManagerTest.OPENSSL_KEY), Map.of())
                .current()
                .publicKey();

        assertThat(manager(file, Map.of("key-password", "changeit")).current().publicKey())
                .isEqualTo(expected);
        Path password = Files.writeString(folder.resolve("password"), "changeit\n");
        assertThat(manager(file, Map.of("key-password-file", password.toString()))
                        .current()
                        .publicKey())
                .isEqualTo(expected);
    }

    @Test
    void aPkcs12FileWhosePasswordComesLaterIsTriedAgain() throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, pem(pair()));
        Path password = Files.writeString(folder.resolve("password"), "old");
        KeyManager keys = manager(key, Map.of("key-password-file", password.toString()));

        Files.write(key, Base64.getMimeDecoder().decode(PKCS12));
        keys.look();
        assertThat(count("peerscribe.identity.key.rotations")).isZero();
        Files.writeString(password, "changeit");
        keys.look();

        assertThat(count("peerscribe.identity.key.rotations")).isEqualTo(1);
        assertThat(count("peerscribe.identity.key.reload.failures")).isEqualTo(1);
    }

    @Test
    void aPkcs12FileThatCannotBeUsedIsRefusedWithoutItsPassword() throws IOException {
        Path file =
                Files.write(folder.resolve("key.p12"), Base64.getMimeDecoder().decode(PKCS12));
        assertRefused(file, Map.of("key-password", "not-the-word"), "not a PKCS#12 file of this password");
        assertRefused(file, Map.of("key-password-file", folder.resolve("none").toString()), "no such file");
        Files.write(file, Base64.getMimeDecoder().decode(PKCS12_WITHOUT_KEY));
        assertRefused(file, Map.of("key-password", "changeit"), "holds 0 private keys, not one");
        Files.write(file, new byte[] {0x30, (byte) 0x82, 1, 2, 3});
        assertRefused(file, Map.of("key-password", "changeit"), "is damaged");
        assertRefused(folder.resolve("absent.p12"), Map.of(), "makes no PKCS#12 file");
    }

    @Test
    void aSecretThatIsNotMountedIsAClearErrorAndNoKeyIsMade() throws IOException {
        Path missing = folder.resolve("secret/key.pem");
        assertRefused(missing, Map.of("create-key", "false"), "is not there");
        assertThat(missing).doesNotExist();

        Path link = Files.createSymbolicLink(folder.resolve("key.pem"), Path.of("..data/key.pem"));
        assertRefused(link, Map.of(), "is a link to a file that is not there");
    }

    @Test
    void thePasswordIsInNoText() {
        assertThat(TestIdentity.properties(Map.of("key-path", "k", "key-password", "the-secret-word")))
                .asString()
                .contains("k")
                .doesNotContain("the-secret-word");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() ->
                        TestIdentity.properties(Map.of("key-password", "the-secret-word", "key-password-file", "file")))
                .withStackTraceContaining("peerscribe.identity.key-password-file")
                .satisfies(e -> assertThat(e).hasStackTraceContaining("leave one of them out"));
    }

    private void assertRefused(Path file, Map<String, String> more, String rule) {
        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> manager(file, more))
                .withMessageStartingWith("peerscribe.identity.key-path=" + file + ": ")
                .withMessageContaining(rule)
                .satisfies(e -> assertThat(e.cure()).isNotBlank())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("not-the-word"));
    }

    private KeyManager manager(Path key, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("key-path", key.toString());
        return new KeyManager(TestIdentity.properties(all), meters, events::add, clock());
    }

    private InstantSource clock() {
        return () -> now;
    }

    private double count(String meter) {
        return meters.get(meter).counter().count();
    }

    /** A volume as the kubelet lays it out: the file links to {@code ..data/…}, which links to a dated folder. */
    private Path mount(String dated, SigningIdentity pair) throws IOException {
        fill(dated, pair);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of(dated));
        return Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key"));
    }

    /** What the kubelet does at an update: a new folder, and the link to it renamed into place. */
    private void swap(String dated, SigningIdentity pair) throws IOException {
        fill(dated, pair);
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(dated));
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void fill(String dated, SigningIdentity pair) throws IOException {
        Path made = Files.createDirectory(folder.resolve(dated));
        Path file = Files.writeString(made.resolve("tls.key"), pem(pair));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    }

    private static SigningIdentity pair() {
        return SigningIdentity.generate(new SecureRandom());
    }

    private static String pem(SigningIdentity pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.privateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
