package dev.peerscribe.api;

import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
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

        @Schema(description = PeerView.NUMERIC_FINGERPRINT) String numericFingerprint,

        @Schema(
                description =
                        "what is known of who holds the key. UNKNOWN: nothing; PINNED: the key the name first came with;"
                                + " ALLOWED: on the allow-list; APPROVED: by somebody, in this meeting; CHANGED: the name"
                                + " came with another key before; WAITING: for an approval, unanswered; REFUSED:"
                                + " unanswered")
        Trust trust,

        @Schema(
                description = "why it is not simply trusted",
                allowableValues = {
                    "not-listed",
                    "no-name",
                    "key-changed",
                    "pins-full",
                    "too-many-waiting",
                    "wait-expired"
                })
        @Nullable
        String trustReason,

        PeerState state,
        List<TrackView> tracks) {
    static final String NUMERIC_FINGERPRINT =
            "the fingerprint in 30 digits, to be read out and compared: six groups, each five bytes modulo 100000";

    static PeerView of(PeerSnapshot peer) {
        TrustReason reason = peer.verdict().reason();
        return new PeerView(
                peer.id(),
                peer.senderId(),
                peer.name(),
                peer.role(),
                peer.key().fingerprint(),
                peer.key().numericFingerprint(),
                peer.verdict().trust(),
                reason == null ? null : reason.tag(),
                peer.state(),
                peer.tracks().stream().map(TrackView::of).toList());
    }
}
