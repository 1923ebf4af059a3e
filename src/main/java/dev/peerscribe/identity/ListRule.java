package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/** Trusts the keys of the allow-list. */
record ListRule(AllowList allowed) implements KeyRule {
    @Override
    public TrustPolicy policy() {
        return TrustPolicy.ALLOW_LIST;
    }

    @Override
    public Verdict check(PeerKey key, @Nullable String name, boolean approved) {
        if (allowed.contains(key)) {
            return Verdict.of(Trust.ALLOWED);
        }
        return approved ? Verdict.of(Trust.APPROVED) : new Verdict(Trust.UNKNOWN, TrustReason.NOT_LISTED);
    }

    @Override
    public void approved(PeerKey key, @Nullable String name) {
        // the list is somebody else's
    }
}
