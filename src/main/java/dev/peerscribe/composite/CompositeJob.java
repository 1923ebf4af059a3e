package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeSnapshot.Film;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One composite on its way; every field is guarded by this object's lock. */
final class CompositeJob {
    private final CompositeJournal.Cut cut;
    private CompositeSnapshot now;
    private boolean working;
    private boolean removed;

    CompositeJob(CompositeJournal.Entry entry) {
        cut = entry.cut();
        now = entry.composite();
    }

    synchronized CompositeSnapshot snapshot() {
        return now;
    }

    CompositeJournal.Cut cut() {
        return cut;
    }

    synchronized CompositeJournal.Entry entry() {
        return new CompositeJournal.Entry(now, cut);
    }

    /** A worker takes it up; false where there is nothing more to do. */
    synchronized boolean takeUp() {
        if (removed || working || now.state().over()) {
            return false;
        }
        working = true;
        return true;
    }

    /** The worker is done with it; true where it was removed meanwhile, so that its folder must go. */
    synchronized boolean layDown() {
        working = false;
        return removed;
    }

    /** It is not wanted any more; true where no worker is at it, so that its folder can go now. */
    synchronized boolean remove() {
        removed = true;
        return !working;
    }

    synchronized boolean removed() {
        return removed;
    }

    synchronized CompositeSnapshot become(CompositeState state, @Nullable Film film, @Nullable String error) {
        return replace(state, state == CompositeState.COMPLETE ? 1 : now.progress(), film, now.notes(), error);
    }

    synchronized void progressed(double progress) {
        replace(now.state(), progress, now.file(), now.notes(), now.error());
    }

    synchronized void noted(Set<String> notes) {
        replace(now.state(), now.progress(), now.file(), List.copyOf(notes), now.error());
    }

    private CompositeSnapshot replace(
            CompositeState state, double progress, @Nullable Film film, List<String> notes, @Nullable String error) {
        now = new CompositeSnapshot(
                now.id(),
                now.recordingId(),
                now.meetingId(),
                now.request(),
                state,
                now.createdAt(),
                progress,
                film,
                notes,
                error);
        return now;
    }
}
