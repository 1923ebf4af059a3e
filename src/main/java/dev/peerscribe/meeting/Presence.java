package dev.peerscribe.meeting;

import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.PeerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether somebody who sends something is in the meeting, and for how long nobody has been. Owned by the meeting's thread. */
final class Presence {
    private boolean somebodyCame;
    private boolean somebodyIsHere;
    private @Nullable Instant aloneSince;

    void update(List<PeerSnapshot> peers, Instant now) {
        somebodyIsHere = peers.stream().anyMatch(Presence::takesPart);
        if (somebodyIsHere) {
            somebodyCame = true;
            aloneSince = null;
        } else if (somebodyCame && aloneSince == null) {
            aloneSince = now;
        }
    }

    /** Whether somebody was here at any time. */
    boolean somebodyCame() {
        return somebodyCame;
    }

    /** Since when all have been away; null where somebody is here, or nobody came. */
    @Nullable
    Instant aloneSince() {
        return aloneSince;
    }

    boolean somebodyIsHere() {
        return somebodyIsHere;
    }

    /** Whether somebody was here and all have been away for {@code duration}. */
    boolean aloneFor(Duration duration, Instant now) {
        return aloneSince != null && !now.isBefore(aloneSince.plus(duration));
    }

    /** Whether nobody is here and nobody was since {@code since}, which was {@code duration} ago. */
    boolean emptyFor(Duration duration, Instant since, Instant now) {
        Instant begin = aloneSince != null && aloneSince.isAfter(since) ? aloneSince : since;
        return !somebodyIsHere && !now.isBefore(begin.plus(duration));
    }

    private static boolean takesPart(PeerSnapshot peer) {
        return !peer.tracks().isEmpty() && peer.state() != PeerState.FAILED && peer.state() != PeerState.CLOSED;
    }
}
