package dev.peerscribe.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What goes from this disk, and why; pure. */
final class Retention {
    private final StorageProperties.Retention settings;

    /**
     * A finished recording.
     *
     * @param store whether it goes to one, so that nothing of it may go from here that is not there
     * @param endedAt from when its age counts
     * @param uploadedAt null where it is not at the store, whole and verified
     * @param localCopy whether its files are here
     * @param bytes of them
     */
    record Candidate(
            String recordingId,
            boolean store,
            Instant endedAt,
            @Nullable Instant uploadedAt,
            boolean localCopy,
            long bytes) {}

    /** What becomes of a recording. */
    record Verdict(Candidate candidate, Action action, StorageMetrics.Removal why) {}

    enum Action {
        /** Its files go; what is known of it stays. */
        RELEASE,
        /** All of it goes. */
        FORGET
    }

    Retention(StorageProperties.Retention settings) {
        this.settings = settings;
    }

    /** Whether anything ever goes. */
    boolean never() {
        return settings.localCopy() == null && settings.maxAge() == null && settings.minFree() == null;
    }

    /**
     * What goes now.
     *
     * @param free space on the disk (bytes)
     */
    List<Verdict> of(List<Candidate> finished, Instant now, long free) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Candidate> staying = new ArrayList<>();
        long freed = 0;
        for (Candidate each : finished) {
            if (each.store() && each.uploadedAt() == null) {
                continue;
            }
            if (passed(settings.maxAge(), each.endedAt(), now)) {
                verdicts.add(new Verdict(each, Action.FORGET, StorageMetrics.Removal.AGE));
                freed += each.localCopy() ? each.bytes() : 0;
            } else if (each.store() && each.localCopy() && passed(settings.localCopy(), each.uploadedAt(), now)) {
                verdicts.add(new Verdict(each, Action.RELEASE, StorageMetrics.Removal.UPLOADED));
                freed += each.bytes();
            } else if (each.localCopy()) {
                staying.add(each);
            }
        }
        makeRoom(staying, free + freed, verdicts);
        return verdicts;
    }

    private void makeRoom(List<Candidate> staying, long free, List<Verdict> verdicts) {
        DataSize least = settings.minFree();
        if (least == null) {
            return;
        }
        staying.sort(Comparator.comparing(Candidate::endedAt).thenComparing(Candidate::recordingId));
        long room = free;
        for (Candidate each : staying) {
            if (room >= least.toBytes()) {
                return;
            }
            verdicts.add(
                    new Verdict(each, each.store() ? Action.RELEASE : Action.FORGET, StorageMetrics.Removal.SPACE));
            room += each.bytes();
        }
    }

    private static boolean passed(@Nullable Duration time, @Nullable Instant since, Instant now) {
        return time != null && since != null && !now.isBefore(since.plus(time));
    }
}
