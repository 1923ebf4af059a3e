package dev.peerscribe.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The keys that wait for an approval, bounded in number and time. Owned by a {@link GuardedTrust}, which guards it. */
final class WaitingRoom {
    /** Those whose time is up included, who are remembered until they are gone. */
    private static final int MAX_KEYS = 1_024;

    private final int maxWaiting;
    private final Duration timeout;
    private final InstantSource clock;
    /** Since when each waits. */
    private final Map<PeerKey, Instant> since = new HashMap<>();

    WaitingRoom(int maxWaiting, Duration timeout, InstantSource clock) {
        this.maxWaiting = maxWaiting;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Has a key wait for {@code reason}, or says why it may not. */
    Verdict hold(PeerKey key, TrustReason reason) {
        Instant now = clock.instant();
        Instant began = since.get(key);
        if (began == null) {
            long waiting =
                    since.values().stream().filter(each -> !isOver(each, now)).count();
            if (waiting >= maxWaiting || since.size() >= MAX_KEYS) {
                return Verdict.refused(TrustReason.TOO_MANY_WAITING);
            }
            since.put(key, now);
        } else if (isOver(began, now)) {
            return Verdict.refused(TrustReason.WAIT_EXPIRED);
        }
        return new Verdict(Trust.WAITING, reason);
    }

    void forget(PeerKey key) {
        since.remove(key);
    }

    private boolean isOver(Instant began, Instant now) {
        return !now.isBefore(began.plus(timeout));
    }
}
