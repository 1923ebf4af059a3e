package dev.peerscribe.recording;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Brings to the disk what becomes known of recordings without an event of its own, so that a killed process does not take
 * it along: gaps with the next look, how the tracks come through every few seconds. On the control thread.
 */
final class JournalRounds {
    private static final long LONGEST_UNSAVED = TimeUnit.SECONDS.toNanos(10);

    /** Of one look: tracks must not wait for a slow disk. Who was not reached is the first of the next. */
    private static final long LONGEST_ROUND = TimeUnit.MILLISECONDS.toNanos(250);

    private final LongSupplier ticker;
    private final Predicate<Recording> live;
    private final Consumer<RecordingSnapshot> save;
    private final Map<Recording, Saved> recordings = new HashMap<>();

    /**
     * What is on the disk.
     *
     * @param changes of the gaps
     * @param at on the ticker
     */
    private record Saved(long changes, long at) {}

    JournalRounds(LongSupplier ticker, Predicate<Recording> live, Consumer<RecordingSnapshot> save) {
        this.ticker = ticker;
        this.live = live;
        this.save = save;
    }

    /** The journal of a recording is there for the first time. */
    void begun(Recording recording) {
        recordings.put(recording, new Saved(0, ticker.getAsLong()));
    }

    /** What was written of a recording may be older than what was written before. */
    void overtaken(Recording recording) {
        recordings.computeIfPresent(recording, (key, was) -> new Saved(-1, was.at()));
    }

    /** Saves what is due. */
    void look() {
        recordings.keySet().removeIf(live.negate());
        long begun = System.nanoTime();
        long now = ticker.getAsLong();
        List<Recording> due = recordings.entrySet().stream()
                .filter(each -> isDue(each.getKey(), each.getValue(), now))
                .sorted(Comparator.comparingLong(each -> each.getValue().at()))
                .map(Map.Entry::getKey)
                .toList();
        for (Recording recording : due) {
            long changes = recording.gapChanges();
            save.accept(recording.snapshot());
            recordings.put(recording, new Saved(changes, now));
            if (System.nanoTime() - begun > LONGEST_ROUND) {
                return;
            }
        }
    }

    private static boolean isDue(Recording recording, Saved saved, long now) {
        return recording.gapChanges() != saved.changes() || now - saved.at() >= LONGEST_UNSAVED;
    }
}
