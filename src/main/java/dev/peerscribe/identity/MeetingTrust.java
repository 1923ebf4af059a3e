package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/**
 * What one meeting thinks of its peers' keys. A key that came in a message is not trust: what makes it more is a pin, a
 * list, or somebody's word. Safe for use by many threads; no method waits for anything.
 */
public sealed interface MeetingTrust permits AnybodysTrust, GuardedTrust {
    /** The trust of a meeting in which every key is taken and says nothing. */
    static MeetingTrust ofAnybody() {
        return AnybodysTrust.INSTANCE;
    }

    TrustPolicy policy();

    /**
     * What is thought of a peer now; asked again when something of it changed, and every so often.
     *
     * @param name what it calls itself, or null where it has not said
     */
    Verdict judge(PeerKey key, @Nullable String name);

    /**
     * Takes somebody's word for a peer; it holds until the end of the meeting. With {@link TrustPolicy#PIN_ON_FIRST_USE}
     * its name is pinned to its key from now on.
     *
     * @param name as for {@link #judge}
     * @return false where nothing waits for that word
     */
    boolean approve(PeerKey key, @Nullable String name);

    /** A peer is gone: when it comes again, it waits anew. What was approved stays so. */
    void forget(PeerKey key);
}
