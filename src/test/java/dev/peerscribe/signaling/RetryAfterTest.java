package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                " 120 | 120",
                "999999999 | 999999999",
                "Thu, 01 Jan 2026 00:00:30 GMT | 30",
                "Wed, 31 Dec 2025 23:59:59 GMT | 0"
            })
    void secondsAndDatesAreUnderstood(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "1.5", "soon", "99999999999999999999", "2026-01-01T00:00:30Z", "Thu, 99 Jan 2026"})
    void anythingElseAsksForNothing(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isZero();
    }
}
