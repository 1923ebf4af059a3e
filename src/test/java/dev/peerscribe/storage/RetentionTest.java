package dev.peerscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.storage.Retention.Action;
import dev.peerscribe.storage.Retention.Candidate;
import dev.peerscribe.storage.Retention.Verdict;
import dev.peerscribe.storage.StorageMetrics.Removal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
    private static final long PLENTY = 1L << 40;

    @Test
    void nothingGoesUnlessItIsSaid() {
        Retention retention = retention(null, null, null, true);

        assertThat(retention.never()).isTrue();
        assertThat(retention.of(List.of(uploaded("a", 1000, 1)), NOW, 0)).isEmpty();
    }

    @Test
    void withAStoreNothingGoesThatIsNotThere() {
        Retention retention = retention(Duration.ZERO, Duration.ofDays(1), DataSize.ofTerabytes(1000), true);

        assertThat(retention.of(List.of(here("a", 1000, 1)), NOW, 0)).isEmpty();
    }

    @Test
    void aLocalCopyGoesSoLongAfterTheUpload() {
        Retention retention = retention(Duration.ofHours(24), null, null, true);

        assertThat(retention.of(List.of(uploaded("old", 24, 1), uploaded("new", 23, 1)), NOW, PLENTY))
                .containsExactly(new Verdict("old", Action.RELEASE, Removal.UPLOADED));
    }

    @Test
    void whatIsOldIsForgottenWithOrWithoutAStore() {
        List<Candidate> recordings = List.of(uploaded("old", 49, 1), uploaded("new", 47, 1));

        assertThat(retention(null, Duration.ofDays(2), null, true).of(recordings, NOW, PLENTY))
                .containsExactly(new Verdict("old", Action.FORGET, Removal.AGE));
        assertThat(retention(null, Duration.ofDays(2), null, false)
                        .of(List.of(here("old", 49, 1), here("new", 47, 1)), NOW, PLENTY))
                .containsExactly(new Verdict("old", Action.FORGET, Removal.AGE));
    }

    @Test
    void whereTheDiskIsFullTheOldestGoFirstAndNoMoreThanNeeded() {
        List<Candidate> recordings =
                List.of(uploaded("c", 1, 100), uploaded("a", 3, 100), uploaded("b", 2, 100), here("waiting", 9, 100));

        assertThat(retention(null, null, DataSize.ofBytes(1000), true).of(recordings, NOW, 850))
                .containsExactly(
                        new Verdict("a", Action.RELEASE, Removal.SPACE),
                        new Verdict("b", Action.RELEASE, Removal.SPACE));
        assertThat(retention(null, null, DataSize.ofBytes(1000), false).of(recordings, NOW, 950))
                .containsExactly(new Verdict("waiting", Action.FORGET, Removal.SPACE));
        assertThat(retention(null, null, DataSize.ofBytes(1000), true).of(recordings, NOW, 1000))
                .isEmpty();
    }

    @Test
    void whatHasGoneFromTheDiskMakesNoRoom() {
        Candidate released = new Candidate("a", NOW.minusSeconds(9), NOW.minusSeconds(8), false, 100);

        assertThat(retention(Duration.ZERO, null, DataSize.ofBytes(1000), true).of(List.of(released), NOW, 10))
                .isEmpty();
    }

    private static Candidate uploaded(String id, int hoursAgo, long bytes) {
        Instant then = NOW.minus(Duration.ofHours(hoursAgo));
        return new Candidate(id, then, then, true, bytes);
    }

    private static Candidate here(String id, int hoursAgo, long bytes) {
        return new Candidate(id, NOW.minus(Duration.ofHours(hoursAgo)), null, true, bytes);
    }

    private static Retention retention(
            @Nullable Duration localCopy, @Nullable Duration maxAge, @Nullable DataSize minFree, boolean store) {
        return new Retention(new StorageProperties.Retention(localCopy, maxAge, minFree), store);
    }
}
