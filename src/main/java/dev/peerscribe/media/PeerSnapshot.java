package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remote peer at one moment.
 *
 * @param id {@link PeerKey#shortId()} of its key: what lasts when the relay gives it a new {@code senderId}
 * @param senderId the relay's id of it, may be empty
 * @param name what it calls itself in its hello
 * @param role what it says it is in its hello
 * @param verdict what is thought of its key
 */
public record PeerSnapshot(
        String id,
        String senderId,
        @Nullable String name,
        @Nullable String role,
        PeerKey key,
        PeerState state,
        List<TrackSnapshot> tracks,
        Verdict verdict) {}
