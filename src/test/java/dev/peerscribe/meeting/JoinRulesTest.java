package dev.peerscribe.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.storage.Stores;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://localhost:3030",
                "wss://relay.example.org/room/1?token=x",
                "WS://LOCALHOST",
                "ws://[::1]:3030/",
                "ws://127.0.0.1:65535"
            })
    void aRelaysUrlIsTaken(String url) {
        assertThatCode(() -> JoinRules.check(request(url))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, must begin with ws:// or wss://",
        "localhost:3030, must begin with ws:// or wss://",
        "'', must begin with ws:// or wss://",
        "ws:localhost, must name a host",
        "ws:///room, must name a host",
        "ws://user:secret@localhost, must not contain a user or password",
        "ws://localhost/#part, must not contain a fragment",
        "ws://localhost:0, must name a port from 1 to 65535",
        "ws://localhost:65536, must name a port from 1 to 65535",
        "ws://local host, must be a URL",
        "ws://localhost/%zz, must be a URL"
    })
    void whatIsNoRelaysUrlIsRefusedWithTheRule(String url, String rule) {
        assertThat(violationOf(request(url))).isEqualTo(new Violation("url", rule));
    }

    @Test
    void aUrlOfEndlessLengthIsRefused() {
        assertThat(violationOf(request("ws://localhost/" + "x".repeat(2_048))).rule())
                .contains("2048");
    }

    @Test
    void everyRuleThatIsBrokenIsNamed() {
        JoinRequest request = new JoinRequest(
                "http://localhost",
                " ",
                "x".repeat(65),
                null,
                null,
                null,
                true,
                new AutoLeave(Duration.ofSeconds(-1), Duration.ZERO, null, Duration.ofDays(30), Duration.ofDays(31)));

        InvalidRequestException refusal = refusal(request);

        assertThat(refusal.violations())
                .extracting(Violation::field)
                .containsExactly("url", "name", "displayName", "autoLeave.whenAlone", "autoLeave.maxDuration");
    }

    @Test
    void aNameWithControlCharactersIsRefused() {
        assertThat(violationOf(new JoinRequest("ws://h", "a\u0007b", null, null, null, null, true, AutoLeave.NEVER))
                        .field())
                .isEqualTo("name");
    }

    @ParameterizedTest
    @CsvSource({
        "../x, a/, storage.store",
        "UPPER, a/, storage.store",
        "'', a/, storage.store",
        "archive, a, storage.prefix",
        "archive, /a/, storage.prefix",
        "archive, ../a/, storage.prefix",
        "archive, a/./b/, storage.prefix",
        "archive, a b/, storage.prefix",
        "archive, a//, storage.prefix"
    })
    void whereRecordingsAreToGoIsANameAndFolders(String store, String prefix, String field) {
        assertThat(violationOf(request(new RecordingDestination(store, prefix))).field())
                .isEqualTo(field);
    }

    @Test
    void aPrefixOfEndlessLengthIsRefused() {
        assertThat(violationOf(request(new RecordingDestination(null, "a/".repeat(100_000))))
                        .rule())
                .contains("256");
    }

    @ParameterizedTest
    @CsvSource({"archive, customer-7/2026.01/", "none, ''", ", a/"})
    void recordingsMayGoToAStoreStayHereOrGoWhereTheyDoAnyway(@Nullable String store, String prefix) {
        RecordingDestination wanted = new RecordingDestination(store, prefix);

        assertThatCode(() -> JoinRules.check(request(wanted))).doesNotThrowAnyException();
        assertThatCode(() -> JoinRules.check(wanted, Set.of(Stores.DEFAULT, "archive")))
                .doesNotThrowAnyException();
    }

    @Test
    void aStoreThatThereIsNotIsRefusedWithThoseThatThereAre() {
        assertThat(refusalOf(new RecordingDestination("attic", ""), Set.of("vault", "archive")))
                .isEqualTo(new Violation(
                        "storage.store", "must be one of those that are configured: none, archive, vault"));
        assertThat(refusalOf(new RecordingDestination(Stores.DEFAULT, ""), Set.of("archive")))
                .extracting(Violation::field)
                .isEqualTo("storage.store");
    }

    @ParameterizedTest
    @CsvSource({"none", ","})
    void whatStaysHereHasNoPrefix(@Nullable String store) {
        assertThat(refusalOf(new RecordingDestination(store, "a/"), Set.of("archive")))
                .extracting(Violation::field)
                .isEqualTo("storage.prefix");
    }

    @ParameterizedTest
    @CsvSource({
        "WS://LocalHost:80, ws://localhost/",
        "wss://host:443/Room, wss://host/Room",
        "ws://host:3030, ws://host:3030/",
        "ws://host/?a=B, ws://host/?a=B"
    })
    void twoSpellingsOfOneUrlAreOne(String url, String normal) {
        assertThat(JoinRules.url(url)).hasToString(normal);
    }

    @ParameterizedTest
    @CsvSource({"ws://host:3030/, host:3030", "ws://host/rooms/blue, blue", "ws://host/rooms/blue/, blue"})
    void aMeetingWithoutANameIsCalledByItsUrl(String url, String name) {
        assertThat(JoinRules.nameOf(URI.create(url))).isEqualTo(name);
    }

    private static Violation refusalOf(RecordingDestination wanted, Set<String> stores) {
        return catchThrowableOfType(InvalidRequestException.class, () -> JoinRules.check(wanted, stores))
                .violations()
                .getFirst();
    }

    private static JoinRequest request(RecordingDestination destination) {
        return new JoinRequest(
                "ws://localhost",
                null,
                null,
                null,
                null,
                null,
                new RecordingTerms(true, null, null, null, destination),
                AutoLeave.NEVER,
                List.of());
    }

    private static Violation violationOf(JoinRequest request) {
        return refusal(request).violations().getFirst();
    }

    private static InvalidRequestException refusal(JoinRequest request) {
        return catchThrowableOfType(InvalidRequestException.class, () -> JoinRules.check(request));
    }

    private static JoinRequest request(String url) {
        return new JoinRequest(url, null, null, null, null, null, true, AutoLeave.NEVER);
    }
}
