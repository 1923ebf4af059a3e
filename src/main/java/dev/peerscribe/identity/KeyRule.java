package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/** What makes a key trusted. Owned by a {@link GuardedTrust}, which guards it. */
interface KeyRule {
    TrustPolicy policy();

    /** What the key is worth by itself, without a reason where it is trusted, else with why it is not. */
    Verdict check(PeerKey key, @Nullable String name, boolean approved);

    /** Somebody gave their word for the key. */
    void approved(PeerKey key, @Nullable String name);
}
