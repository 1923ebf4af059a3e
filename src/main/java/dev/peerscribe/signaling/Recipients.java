package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To whom a message can be encrypted.
 *
 * @param keys the keys of all who should read it; empty where not all of them have one
 * @param missing why there are none
 */
record Recipients(List<PeerKey> keys, @Nullable RefusalCause missing) {
    static Recipients of(List<PeerKey> keys) {
        return new Recipients(keys, null);
    }

    static Recipients none(RefusalCause missing) {
        return new Recipients(List.of(), missing);
    }
}
