package dev.peerscribe.meeting;

import dev.peerscribe.media.PeerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether it is time to leave a meeting by itself. Owned by the meeting's thread. */
final class LeaveWatch {
    private final AutoLeave policy;
    private final Instant joinedAt;
    private final Presence presence = new Presence();
    private final Activity activity;

    /**
     * A watch.
     *
     * @param policy with nothing left to the configuration
     */
    LeaveWatch(AutoLeave policy, Instant joinedAt) {
        this.policy = policy;
        this.joinedAt = joinedAt;
        this.activity = new Activity(joinedAt);
    }

    Presence presence() {
        return presence;
    }

    void update(List<PeerSnapshot> peers, Instant now) {
        presence.update(peers, now);
        activity.update(peers, presence.somebodyIsHere(), now);
    }

    /** Why it is time to leave; empty where it is not. Of several reasons, the one that explains the most. */
    Optional<LeaveReason> reason(Instant now) {
        if (reached(policy.maxDuration(), joinedAt, now)) {
            return Optional.of(LeaveReason.MAX_DURATION);
        }
        if (!presence.somebodyCame() && reached(policy.whenEmpty(), joinedAt, now)) {
            return Optional.of(LeaveReason.EMPTY);
        }
        if (reached(policy.whenAlone(), presence.aloneSince(), now)) {
            return Optional.of(LeaveReason.ALONE);
        }
        if (reached(policy.whenNoMedia(), activity.mediaAt(), now)) {
            return Optional.of(LeaveReason.NO_MEDIA);
        }
        return reached(policy.whenSilent(), activity.heardAt(), now)
                ? Optional.of(LeaveReason.SILENT)
                : Optional.empty();
    }

    private static boolean reached(@Nullable Duration wait, @Nullable Instant since, Instant now) {
        return wait != null && wait.isPositive() && since != null && !now.isBefore(since.plus(wait));
    }
}
