package dev.peerscribe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each policy says of whom. */
@Timeout(30)
class PeerTrustTest {
    private static final URI MEETING = URI.create("wss://relay.example.org/standup?token=secret");
    private static final PeerKey ALICE = key();
    private static final PeerKey BOB = key();
    private static final PeerKey MALLORY = key();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<PeerTrust> started = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        started.forEach(PeerTrust::destroy);
    }

    @Test
    void anyAsksForNothing() {
        MeetingTrust trust = start(Map.of()).open(MEETING, null);
        assertThat(trust.policy()).isEqualTo(TrustPolicy.ANY);
        assertThat(trust.judge(ALICE, "Alice")).isEqualTo(Verdict.UNKNOWN);
        assertThat(trust.judge(MALLORY, "Alice").isAdmitted()).isTrue();
        assertThat(trust.approve(ALICE, "Alice")).isFalse();
        assertThat(pins()).doesNotExist();
    }

    @Test
    void aNameIsPinnedToItsFirstKeyAndAnotherKeyIsAnAlarm() {
        MeetingTrust trust = pinning("flag");
        assertThat(trust.judge(ALICE, "Alice")).isEqualTo(new Verdict(Trust.PINNED, null));
        assertThat(trust.judge(ALICE, "Alice")).isEqualTo(new Verdict(Trust.PINNED, null));
        Verdict changed = trust.judge(MALLORY, "Alice");
        assertThat(changed).isEqualTo(new Verdict(Trust.CHANGED, TrustReason.KEY_CHANGED));
        assertThat(changed.isAdmitted()).isTrue();
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", " ALICE ", "\uff21lice"})
    void aNameThatLooksTheSameIsTheSame(String alike) {
        MeetingTrust trust = pinning("flag");
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        assertThat(trust.judge(MALLORY, alike).trust()).isEqualTo(Trust.CHANGED);
    }

    @Test
    void pinsAreOfAMeetingWhateverTokenItsUrlHolds() {
        PeerTrust all = start(Map.of("policy", "pin-on-first-use", "unknown", "flag"));
        assertThat(all.open(MEETING, null).judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        MeetingTrust again = all.open(URI.create("wss://relay.example.org/standup?token=other"), null);
        MeetingTrust elsewhere = all.open(URI.create("wss://relay.example.org/retro"), null);
        assertThat(again.judge(MALLORY, "Alice").trust()).isEqualTo(Trust.CHANGED);
        assertThat(elsewhere.judge(MALLORY, "Alice").trust()).isEqualTo(Trust.PINNED);
    }

    @Test
    void pinsSurviveARestartAndTheirFileIsTheOwnersOnly() throws IOException {
        assertThat(pinning("refuse").judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        await().until(() -> Files.exists(pins()));
        started.getFirst().destroy();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pins())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(pins()))
                .contains("wss://relay.example.org/standup", ALICE.fingerprint())
                .doesNotContain("secret");
        MeetingTrust after = pinning("refuse");
        assertThat(after.judge(MALLORY, "Alice")).isEqualTo(Verdict.refused(TrustReason.KEY_CHANGED));
        assertThat(after.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(pins());
        }
    }

    @Test
    void thePinsOfTheLastMomentAreWrittenAtTheEnd() {
        assertThat(pinning("refuse").judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        started.getFirst().destroy();
        assertThat(pins()).content().contains(ALICE.fingerprint());
    }

    @Test
    void aFullStoreForgetsNobody() {
        MeetingTrust trust = start(Map.of("policy", "pin-on-first-use", "unknown", "flag", "max-pins", "2"))
                .open(MEETING, null);
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        assertThat(trust.judge(BOB, "Bob").trust()).isEqualTo(Trust.PINNED);
        assertThat(trust.judge(MALLORY, "Mallory")).isEqualTo(new Verdict(Trust.UNKNOWN, TrustReason.PINS_FULL));
        assertThat(trust.judge(MALLORY, "Alice").trust()).isEqualTo(Trust.CHANGED);
    }

    @Test
    void aDiskThatTakesNothingLeavesThePinsInForceAndIsTriedAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("in-the-way"), "");
        PeerTrust all = start(Map.of(
                "policy", "pin-on-first-use",
                "unknown", "flag",
                "pins-path", file.resolve("pins.json").toString()));
        MeetingTrust trust = all.open(MEETING, null);
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        await().until(() -> count("peerscribe.identity.pins.write.failures") == 1);
        assertThat(trust.judge(MALLORY, "Alice").trust()).isEqualTo(Trust.CHANGED);

        Files.delete(file);
        all.look();
        await().until(() -> Files.exists(file.resolve("pins.json")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"version\":1}",
                "{\"version\":2,\"pins\":[]}",
                "{\"version\":1,\"pins\":[null]}",
                "{\"version\":1,\"pins\":[{\"meeting\":\"m\",\"name\":\"n\"}]}"
            })
    void aDamagedPinFileStopsTheStartAndStaysAsItWas(String content) throws IOException {
        Files.writeString(pins(), content);
        assertThatExceptionOfType(TrustFileException.class)
                .isThrownBy(() -> start(Map.of()))
                .withMessageStartingWith("peerscribe.identity.trust.pins-path=" + pins() + ": ")
                .satisfies(e -> assertThat(e.cure()).isNotBlank());
        assertThat(pins()).hasContent(content);
    }

    @Test
    void whoSaysNoNameCannotBePinned() {
        MeetingTrust trust = pinning("hold");
        assertThat(trust.judge(ALICE, null)).isEqualTo(new Verdict(Trust.WAITING, TrustReason.NO_NAME));
        assertThat(trust.judge(BOB, " ")).isEqualTo(new Verdict(Trust.WAITING, TrustReason.NO_NAME));
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
    }

    @Test
    void anApprovedChangeIsPinnedFromThenOn() {
        MeetingTrust trust = pinning("hold");
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        assertThat(trust.judge(BOB, "Alice").trust()).isEqualTo(Trust.WAITING);
        assertThat(trust.approve(BOB, "Alice")).isTrue();
        assertThat(trust.judge(BOB, "Alice")).isEqualTo(new Verdict(Trust.APPROVED, null));
        assertThat(trust.judge(ALICE, "Alice")).isEqualTo(new Verdict(Trust.WAITING, TrustReason.KEY_CHANGED));
        assertThat(started.getFirst().open(MEETING, null).judge(BOB, "Alice").trust())
                .isEqualTo(Trust.PINNED);
    }

    @Test
    void whoWasApprovedUnderOneNameIsNotUnderAnothers() {
        MeetingTrust trust = pinning("hold");
        assertThat(trust.judge(ALICE, "Alice").trust()).isEqualTo(Trust.PINNED);
        assertThat(trust.judge(MALLORY, null).trust()).isEqualTo(Trust.WAITING);
        assertThat(trust.approve(MALLORY, null)).isTrue();
        assertThat(trust.judge(MALLORY, null).trust()).isEqualTo(Trust.APPROVED);
        assertThat(trust.judge(MALLORY, "Alice")).isEqualTo(new Verdict(Trust.WAITING, TrustReason.KEY_CHANGED));
    }

    @Test
    void theAllowListTakesFingerprintsInEveryUsualForm() {
        MeetingTrust trust = start(Map.of(
                        "policy",
                        "allow-list",
                        "unknown",
                        "refuse",
                        "allowed[0]",
                        ALICE.fingerprint(),
                        "allowed[1]",
                        BOB.fingerprint().replace(":", "").toLowerCase(Locale.ROOT)))
                .open(MEETING, null);
        assertThat(trust.judge(ALICE, null)).isEqualTo(new Verdict(Trust.ALLOWED, null));
        assertThat(trust.judge(BOB, "whoever")).isEqualTo(new Verdict(Trust.ALLOWED, null));
        assertThat(trust.judge(MALLORY, "Alice")).isEqualTo(Verdict.refused(TrustReason.NOT_LISTED));
        assertThat(trust.approve(MALLORY, "Alice")).isFalse();
    }

    @Test
    void theAllowListsFileIsReadAnewAndABrokenOneIsCountedOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed"), "# who may\n" + ALICE.fingerprint() + " # Alice\n\n");
        PeerTrust all = start(Map.of("policy", "allow-list", "unknown", "refuse", "allowed-file", file.toString()));
        MeetingTrust trust = all.open(MEETING, null);
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.ALLOWED);

        Files.writeString(file, ALICE.fingerprint() + "\nnonsense\n");
        all.look();
        all.look();
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.ALLOWED);
        assertThat(count("peerscribe.identity.trust.reload.failures")).isEqualTo(1);

        Files.writeString(file, BOB.fingerprint());
        all.look();
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.REFUSED);
        assertThat(trust.judge(BOB, null).trust()).isEqualTo(Trust.ALLOWED);
    }

    @Test
    void anAllowListThatCannotBeReadStopsTheStartAndNamesTheLine() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed"), "\nnot a fingerprint\n");
        assertThatExceptionOfType(TrustFileException.class)
                .isThrownBy(() -> start(Map.of("allowed-file", file.toString())))
                .withMessageStartingWith("peerscribe.identity.trust.allowed-file=" + file + ": line 2 is not");
        assertThatExceptionOfType(TrustFileException.class)
                .isThrownBy(() ->
                        start(Map.of("allowed-file", folder.resolve("none").toString())))
                .withMessageContaining("no such file");
    }

    @Test
    void waitingIsBoundedInNumberAndTime() {
        MeetingTrust trust = start(
                        Map.of("policy", "allow-list", "unknown", "hold", "max-waiting", "2", "wait-timeout", "10m"))
                .open(MEETING, null);
        assertThat(trust.judge(ALICE, null)).isEqualTo(new Verdict(Trust.WAITING, TrustReason.NOT_LISTED));
        now = now.plus(Duration.ofMinutes(5));
        assertThat(trust.judge(BOB, null).trust()).isEqualTo(Trust.WAITING);
        assertThat(trust.judge(MALLORY, null)).isEqualTo(Verdict.refused(TrustReason.TOO_MANY_WAITING));

        now = now.plus(Duration.ofMinutes(5));
        assertThat(trust.judge(ALICE, null)).isEqualTo(Verdict.refused(TrustReason.WAIT_EXPIRED));
        assertThat(trust.approve(ALICE, null)).isFalse();
        assertThat(trust.judge(MALLORY, null).trust()).isEqualTo(Trust.WAITING);
        trust.forget(ALICE);
        trust.forget(BOB);
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.WAITING);
    }

    @Test
    void anApprovalIsOfOneMeetingAndOutlastsComingAndGoing() {
        PeerTrust all = start(Map.of("policy", "allow-list", "unknown", "hold"));
        MeetingTrust trust = all.open(MEETING, null);
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.WAITING);
        assertThat(trust.approve(ALICE, null)).isTrue();
        assertThat(trust.approve(ALICE, null)).isFalse();
        trust.forget(ALICE);
        assertThat(trust.judge(ALICE, null).trust()).isEqualTo(Trust.APPROVED);
        assertThat(all.open(MEETING, null).judge(ALICE, null).trust()).isEqualTo(Trust.WAITING);
    }

    @Test
    void aMeetingMayHaveAPolicyOfItsOwn() {
        PeerTrust all = start(Map.of("unknown", "refuse"));
        assertThat(all.open(MEETING, TrustPolicy.ALLOW_LIST).judge(ALICE, null).trust())
                .isEqualTo(Trust.REFUSED);
        assertThat(all.open(MEETING, TrustPolicy.PIN_ON_FIRST_USE).policy()).isEqualTo(TrustPolicy.PIN_ON_FIRST_USE);
    }

    @Test
    void whatWouldRefuseEverybodyAndWhatIsNoFingerprintIsToldAtTheStart() {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> TestIdentity.trust(Map.of("policy", "allow-list", "unknown", "refuse")))
                .havingRootCause()
                .withMessageContaining("peerscribe.identity.trust.allowed-file");
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> TestIdentity.trust(Map.of("allowed[0]", "AB:CD")))
                .havingRootCause()
                .withMessageContaining("\"AB:CD\"");
    }

    private MeetingTrust pinning(String unknown) {
        return start(Map.of("policy", "pin-on-first-use", "unknown", unknown)).open(MEETING, null);
    }

    private PeerTrust start(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(Map.of("pins-path", pins().toString()));
        all.putAll(given);
        PeerTrust trust = new PeerTrust(TestIdentity.trust(all), meters, (InstantSource) () -> now);
        started.add(trust);
        return trust;
    }

    private Path pins() {
        return folder.resolve("pins.json");
    }

    private double count(String meter) {
        return meters.get(meter).counter().count();
    }

    private static PeerKey key() {
        return SigningIdentity.generate(new SecureRandom()).publicKey();
    }
}
