package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import java.util.Arrays;

/** Who gives way where offers cross (perfect negotiation, W3C webrtc-pc §10.7). */
enum Politeness {
    /** The peer's offer goes before ours, as it does with a peer that never heard of this and whose ways nobody knows. */
    POLITE,
    /** Ours goes before the peer's. */
    IMPOLITE;

    /** Ours towards a peer: the smaller key is polite, so that both sides know without a word. */
    static Politeness between(PeerKey own, PeerKey peer) {
        return Arrays.compareUnsigned(own.point(), peer.point()) > 0 ? IMPOLITE : POLITE;
    }
}
