package dev.peerscribe.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one meeting, and what a recording that begins now has to know of them: it may begin long after they came. Used
 * under the lock of the {@link Witness}.
 */
final class Attendance {
    /** Messages kept of one participant: its latest link's, and what overlaps it. */
    private static final int MOST_DESCRIPTIONS = 4;

    private static final int MOST_NOTICES = 100;

    private final Map<String, Attendee> present = new LinkedHashMap<>();
    private final Deque<Fact.Announced> notices = new ArrayDeque<>();

    private static final class Attendee {
        final Fact.Joined joined;
        final Deque<Fact.Described> described = new ArrayDeque<>();
        final Map<String, Fact.TrackOpened> tracks = new LinkedHashMap<>();
        /** Of its tracks; those that are muted, and those on which it speaks. */
        final Map<String, Fact.Muted> muted = new LinkedHashMap<>();

        final Map<String, Fact.Spoke> speaking = new LinkedHashMap<>();
        Fact.@Nullable Named named;
        Fact.@Nullable Judged judged;

        Attendee(Fact.Joined joined) {
            this.joined = joined;
        }
    }

    /** Takes a fact in; false where it is about somebody who is not there, or nothing new. */
    boolean take(Fact fact) {
        if (fact instanceof Fact.Announced notice) {
            bounded(notices, notice, MOST_NOTICES);
            return true;
        }
        if (!(fact instanceof Fact.OfPeer ofPeer)) {
            return true;
        }
        if (fact instanceof Fact.Joined joined) {
            present.put(joined.peer(), new Attendee(joined));
            return true;
        }
        Attendee attendee = present.get(ofPeer.peer());
        if (attendee == null) {
            return false;
        }
        switch (ofPeer) {
            case Fact.Named named -> attendee.named = named;
            case Fact.Judged judged -> {
                if (judged.isAs(attendee.judged)) {
                    return false;
                }
                attendee.judged = judged;
            }
            case Fact.Described described -> bounded(attendee.described, described, MOST_DESCRIPTIONS);
            case Fact.TrackOpened opened -> attendee.tracks.put(opened.track(), opened);
            case Fact.TrackClosed closed -> {
                attendee.tracks.remove(closed.track());
                attendee.muted.remove(closed.track());
                attendee.speaking.remove(closed.track());
            }
            case Fact.Muted muted -> keep(attendee.muted, muted.track(), muted, muted.muted());
            case Fact.Spoke spoke -> keep(attendee.speaking, spoke.track(), spoke, spoke.speaking());
            case Fact.Left left -> present.remove(left.peer());
            case Fact.Joined _ -> {}
        }
        return true;
    }

    /** What there is to know now, in an order in which it can be told. */
    List<Fact> facts() {
        List<Fact> all = new ArrayList<>(notices);
        for (Attendee each : present.values()) {
            all.add(each.joined);
            if (each.named != null) {
                all.add(each.named);
            }
            if (each.judged != null) {
                all.add(each.judged);
            }
            all.addAll(each.described);
            all.addAll(each.tracks.values());
            all.addAll(each.muted.values());
            all.addAll(each.speaking.values());
        }
        return all;
    }

    /** The connection is closed for good: what was announced on it is past. */
    void forgetNotices() {
        notices.clear();
    }

    boolean isEmpty() {
        return present.isEmpty() && notices.isEmpty();
    }

    private static <T> void keep(Map<String, T> of, String track, T fact, boolean isSo) {
        if (isSo) {
            of.put(track, fact);
        } else {
            of.remove(track);
        }
    }

    private static <T> void bounded(Deque<T> queue, T fact, int most) {
        queue.addLast(fact);
        if (queue.size() > most) {
            queue.removeFirst();
        }
    }
}
