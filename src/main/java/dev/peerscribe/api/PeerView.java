package dev.peerscribe.api;

import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.PeerState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Peer", description = "Another participant of a meeting.")
record PeerView(
        @Schema(description = "lasts as long as the peer's key")
        String id,

        @Schema(description = "the relay's id of the peer, new with every connection")
        String senderId,

        @Nullable String name,

        @Schema(description = "what the peer says it is, such as participant or recorder") @Nullable
        String role,

        @Schema(description = "SHA-256 of the peer's key") String keyFingerprint,

        @Schema(description = "what is known of who holds the key: UNKNOWN, since a key in a message proves no name")
        String trust,

        PeerState state,
        List<TrackView> tracks) {
    private static final String UNKNOWN = "UNKNOWN";

    static PeerView of(PeerSnapshot peer) {
        return new PeerView(
                peer.id(),
                peer.senderId(),
                peer.name(),
                peer.role(),
                peer.key().fingerprint(),
                UNKNOWN,
                peer.state(),
                peer.tracks().stream().map(TrackView::of).toList());
    }
}
