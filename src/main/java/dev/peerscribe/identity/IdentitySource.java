package dev.peerscribe.identity;

/**
 * Whose key pair signs at this moment. Whoever writes a message takes {@link #current()} once for all of it, so that the
 * key it names and its signature are of one pair. Safe for use by many threads.
 */
public interface IdentitySource {
    /** The pair that signs now. */
    SigningIdentity current();

    /** Whether a key is ours, or was until a while ago: a relay may still send back what it signed. */
    default boolean isOwn(PeerKey key) {
        return isOwn(key.fingerprint());
    }

    /** As {@link #isOwn(PeerKey)}, by the key's {@link PeerKey#fingerprint() fingerprint}. */
    boolean isOwn(String fingerprint);
}
