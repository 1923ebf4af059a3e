package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayCacheTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ReplayCache cache = new ReplayCache(() -> now, Duration.ofMinutes(10), 4);

    @Test
    void aMarkIsRememberedForTheWindowAndNoLonger() {
        assertThat(cache.remember(List.of("a"))).isEqualTo(ReplayCache.Answer.NEW);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(cache.remember(List.of("a"))).isEqualTo(ReplayCache.Answer.SEEN);
        now = now.plusMillis(1);
        assertThat(cache.remember(List.of("a"))).isEqualTo(ReplayCache.Answer.NEW);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void oneKnownMarkIsEnoughAndNothingOfThatRequestIsKept() {
        cache.remember(List.of("text", "nonce"));
        assertThat(cache.remember(List.of("text", "other nonce"))).isEqualTo(ReplayCache.Answer.SEEN);
        assertThat(cache.remember(List.of("other text", "nonce"))).isEqualTo(ReplayCache.Answer.SEEN);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void fullMeansRefusedUntilSomethingExpires() {
        cache.remember(List.of("a", "b"));
        now = now.plusSeconds(1);
        cache.remember(List.of("c"));
        assertThat(cache.remember(List.of("d", "e"))).isEqualTo(ReplayCache.Answer.FULL);
        assertThat(cache.remember(List.of("a")))
                .as("nothing is forgotten for it")
                .isEqualTo(ReplayCache.Answer.SEEN);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(cache.remember(List.of("d", "e"))).isEqualTo(ReplayCache.Answer.NEW);
    }
}
