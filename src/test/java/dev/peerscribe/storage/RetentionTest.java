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
        Retention retention = retention(null, null, null);

        assertThat(retention.never()).isTrue();
        assertThat(retention.of(List.of(uploaded("a", 1000, 1), staying("b", 1000, 1)), NOW, 0))
                .isEmpty();
    }

    @Test
    void whatGoesToAStoreDoesNotGoFromHereBeforeItIsThere() {
        Retention retention = retention(Duration.ZERO, Duration.ofDays(1), DataSize.ofTerabytes(1000));

        assertThat(retention.of(List.of(waiting("a", 1000, 1)), NOW, 0)).isEmpty();
    }

    @Test
    void aLocalCopyGoesSoLongAfterTheUploadAndIsNoneWhereThereIsNoOther() {
        Retention retention = retention(Duration.ofHours(24), null, null);
        Candidate old = uploaded("old", 24, 1);

        assertThat(retention.of(List.of(old, uploaded("new", 23, 1), staying("here", 24, 1)), NOW, PLENTY))
                .containsExactly(new Verdict(old, Action.RELEASE, Removal.UPLOADED));
    }

    @Test
    void whatIsOldIsForgottenWithOrWithoutAStore() {
        Retention retention = retention(null, Duration.ofDays(2), null);
        Candidate uploaded = uploaded("a", 49, 1);
        Candidate staying = staying("b", 49, 1);

        assertThat(retention.of(
                        List.of(uploaded, uploaded("new", 47, 1), staying, staying("new too", 47, 1)), NOW, PLENTY))
                .containsExactly(
                        new Verdict(uploaded, Action.FORGET, Removal.AGE),
                        new Verdict(staying, Action.FORGET, Removal.AGE));
    }

    @Test
    void whereTheDiskIsFullTheOldestGoFirstAndNoMoreThanNeeded() {
        Candidate a = uploaded("a", 3, 100);
        Candidate b = staying("b", 2, 100);
        List<Candidate> recordings = List.of(uploaded("c", 1, 100), a, b, waiting("waiting", 9, 100));
        Retention retention = retention(null, null, DataSize.ofBytes(1000));

        assertThat(retention.of(recordings, NOW, 850))
                .containsExactly(
                        new Verdict(a, Action.RELEASE, Removal.SPACE), new Verdict(b, Action.FORGET, Removal.SPACE));
        assertThat(retention.of(recordings, NOW, 1000)).isEmpty();
    }

    @Test
    void whatHasGoneFromTheDiskMakesNoRoom() {
        Candidate released = new Candidate("a", true, NOW.minusSeconds(9), NOW.minusSeconds(8), false, 100);

        assertThat(retention(Duration.ZERO, null, DataSize.ofBytes(1000)).of(List.of(released), NOW, 10))
                .isEmpty();
    }

    private static Candidate uploaded(String id, int hoursAgo, long bytes) {
        Instant then = NOW.minus(Duration.ofHours(hoursAgo));
        return new Candidate(id, true, then, then, true, bytes);
    }

    private static Candidate waiting(String id, int hoursAgo, long bytes) {
        return new Candidate(id, true, NOW.minus(Duration.ofHours(hoursAgo)), null, true, bytes);
    }

    private static Candidate staying(String id, int hoursAgo, long bytes) {
        return new Candidate(id, false, NOW.minus(Duration.ofHours(hoursAgo)), null, true, bytes);
    }

    private static Retention retention(
            @Nullable Duration localCopy, @Nullable Duration maxAge, @Nullable DataSize minFree) {
        return new Retention(new StorageProperties.Retention(localCopy, maxAge, minFree));
    }
}
