package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.signaling.SignedDescription;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fact about the media of a meeting. Published on the peer's session thread: a listener only enqueues. */
public sealed interface MediaEvent {
    String meetingId();

    String peerId();

    /** A peer is here: it introduced itself or made an offer. */
    record PeerJoined(
            String meetingId, String peerId, @Nullable String name) implements MediaEvent {}

    /** A peer went from one state to another. */
    record PeerStateChanged(String meetingId, String peerId, PeerState from, PeerState to) implements MediaEvent {}

    /** What is thought of a peer's key is another thing now; {@code reason} says why it is not simply trusted. */
    record PeerTrustChanged(
            String meetingId,
            String peerId,
            Trust from,
            Trust trust,
            @Nullable TrustReason reason) implements MediaEvent {}

    /**
     * The link with a peer goes by this description of the peer's: what is received from now on comes under one of the
     * certificates that it names.
     *
     * @param fingerprints of the DTLS certificates, as {@code a=fingerprint:} has them (RFC 8122)
     * @param signed the message that brought it, which binds them to {@code key}
     */
    record DescriptionApplied(
            String meetingId, String peerId, PeerKey key, Set<String> fingerprints, SignedDescription signed)
            implements MediaEvent {}

    /** A peer is gone and all its tracks with it. */
    record PeerLeft(String meetingId, String peerId, String reason) implements MediaEvent {}

    /** A track can be received; {@link MediaSessions#attach} does. */
    record TrackOpened(String meetingId, String peerId, String trackId, TrackKind kind) implements MediaEvent {}

    /** Nothing comes of a track any more but for silence, or something does again. */
    record TrackMuteChanged(String meetingId, String peerId, String trackId, TrackKind kind, boolean muted)
            implements MediaEvent {}

    /** A peer began or stopped to speak, by how loud a track of its is. */
    record SpeakingChanged(String meetingId, String peerId, String trackId, boolean speaking) implements MediaEvent {}

    /** A track gives no more frames. */
    record TrackClosed(String meetingId, String peerId, String trackId, TrackKind kind) implements MediaEvent {}
}
