package dev.peerscribe.identity;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trusts by a rule, by somebody's word, and else as configured for unknown peers. */
final class GuardedTrust implements MeetingTrust {
    /** Nobody approves more in a meeting. */
    private static final int MAX_APPROVED = 1_024;

    private final KeyRule rule;
    private final UnknownPeers unknown;
    /** Guarded by this. */
    private final WaitingRoom waiting;
    /** Guarded by this. */
    private final Set<PeerKey> approved = new HashSet<>();

    GuardedTrust(KeyRule rule, UnknownPeers unknown, WaitingRoom waiting) {
        this.rule = rule;
        this.unknown = unknown;
        this.waiting = waiting;
    }

    @Override
    public TrustPolicy policy() {
        return rule.policy();
    }

    @Override
    public synchronized Verdict judge(PeerKey key, @Nullable String name) {
        Verdict verdict = rule.check(key, name, approved.contains(key));
        TrustReason reason = verdict.reason();
        if (reason == null) {
            waiting.forget(key);
            return verdict;
        }
        return switch (unknown) {
            case FLAG -> verdict;
            case REFUSE -> Verdict.refused(reason);
            case HOLD -> waiting.hold(key, reason);
        };
    }

    @Override
    public synchronized boolean approve(PeerKey key, @Nullable String name) {
        if (!judge(key, name).isOpen() || (approved.size() >= MAX_APPROVED && !approved.contains(key))) {
            return false;
        }
        rule.approved(key, name);
        waiting.forget(key);
        approved.add(key);
        return true;
    }

    @Override
    public synchronized void forget(PeerKey key) {
        waiting.forget(key);
    }
}
