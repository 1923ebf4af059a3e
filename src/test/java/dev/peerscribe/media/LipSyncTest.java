package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LipSyncTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long FRAME = SECOND / 30;

    private final LipSync lipSync = new LipSync();

    @Test
    void nothingIsCorrectedBeforeAnythingIsKnown() {
        assertThat(after(0, SECOND)).isZero();
    }

    @Test
    void theCorrectionFollowsWithoutAJump() {
        lipSync.at(0);
        lipSync.soundIsLater(SECOND / 10);

        assertThat(lipSync.at(FRAME)).isBetween(1L, SECOND / 100);
        assertThat(after(FRAME, SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void aPictureIsShownEarlierWhereTheSoundIs() {
        lipSync.at(0);
        lipSync.soundIsLater(-SECOND / 20);

        assertThat(after(0, SECOND)).isEqualTo(-SECOND / 20);
    }

    @Test
    void noMoreIsCorrectedThanARecordingCanPutInOrder() {
        lipSync.at(0);
        lipSync.soundIsLater(SECOND * 9 / 10);

        assertThat(after(0, 5 * SECOND)).isEqualTo(SECOND * 35 / 100);
    }

    @Test
    void aTrackThatPausedDoesNotCatchUpAtOnce() {
        lipSync.at(0);
        lipSync.soundIsLater(SECOND / 2);

        assertThat(lipSync.at(60 * SECOND)).isEqualTo(SECOND / 5);
    }

    @Test
    void whatCannotBeADelayIsNotBelieved() {
        lipSync.at(0);
        lipSync.soundIsLater(SECOND / 10);
        lipSync.soundIsLater(3600 * SECOND);

        assertThat(after(0, 2 * SECOND)).isEqualTo(SECOND / 10);
    }

    private long after(long from, long duration) {
        long correction = 0;
        for (long at = from; at <= from + duration; at += FRAME) {
            correction = lipSync.at(at);
        }
        return correction;
    }
}
