package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class InvitationReaderTest {
    private final InvitationReader reader = new InvitationReader(new JsonMapper(), "127.0.0.1");

    @Test
    void anEmptyBodyMeansTheDefaultMeeting() throws Exception {
        assertThat(read("")).isEqualTo(new GuestInvitation("/", null, null));
        assertThat(read("{}")).isEqualTo(new GuestInvitation("/", null, null));
        assertThat(read("{\"name\":null}")).isEqualTo(new GuestInvitation("/", null, null));
    }

    @Test
    void everyFieldIsTaken() throws Exception {
        assertThat(read("{\"meeting\":\"/standup\",\"name\":\" Ada \",\"seconds\":3600}"))
                .isEqualTo(new GuestInvitation("/standup", "Ada", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "ws://localhost:3030, /",
        "ws://localhost:3030/, /",
        "ws://127.0.0.1:3030/a/b, /a/b",
        "WS://localhost:3030/a, /a",
    })
    void theRelaysOwnUrlIsItsPath(String url, String path) throws Exception {
        assertThat(read("{\"meeting\":\"" + url + "\"}").path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ws://evil.example:3030/\"",
                "\"ws://localhost:22/\"",
                "\"ws://localhost/\"",
                "\"ws://user@localhost:3030/\"",
                "\"ws://localhost:3030@evil.example/\"",
                "\"ws://localhost:3030/?x\"",
                "\"wss://localhost:3030/\"",
                "\"http://localhost:3030/\"",
                "\"//evil.example/\"",
                "\"/a b\"",
                "\"/%2e%2e\"",
                "\"/../x\"",
                "\"standup\"",
                "\"\"",
                "7",
                "{}",
            })
    void noOtherTargetIsTaken(String meeting) {
        refuses("{\"meeting\":" + meeting + "}", "meeting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "\"5\"", "1e99", "99999999999999999999", "true", "[]"})
    void secondsAreWholeAndBounded(String seconds) {
        refuses("{\"seconds\":" + seconds + "}", "seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"  \"", "7", "\"a\\u0000b\"", "\"a\\nb\"", "{}"})
    void namesAreReadable(String name) {
        refuses("{\"name\":" + name + "}", "name");
    }

    @Test
    void namesAreShort() throws Exception {
        assertThat(read("{\"name\":\"" + "x".repeat(64) + "\"}").name()).hasSize(64);
        refuses("{\"name\":\"" + "x".repeat(65) + "\"}", "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "1", "\"a\"", "null", "{", "{\"name\":}"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        refuses(body, "body");
    }

    @Test
    void everyBrokenRuleIsToldAtOnce() {
        refuses("{\"secnds\":5,\"name\":1,\"seconds\":0}", "secnds", "name", "seconds");
    }

    private GuestInvitation read(String body) throws BadInvitationException {
        return reader.read(body.getBytes(StandardCharsets.UTF_8), 3030);
    }

    private void refuses(String body, String... fields) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        BadInvitationException.class,
                        e -> assertThat(e.violations())
                                .extracting(InvitationReader.Violation::field)
                                .containsExactly(fields));
    }
}
