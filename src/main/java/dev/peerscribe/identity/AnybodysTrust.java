package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/** Asks nothing of a key. */
enum AnybodysTrust implements MeetingTrust {
    INSTANCE;

    @Override
    public TrustPolicy policy() {
        return TrustPolicy.ANY;
    }

    @Override
    public Verdict judge(PeerKey key, @Nullable String name) {
        return Verdict.UNKNOWN;
    }

    @Override
    public boolean approve(PeerKey key, @Nullable String name) {
        return false;
    }

    @Override
    public void forget(PeerKey key) {}
}
