package dev.peerscribe.media;

import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
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

    /** A peer is gone and all its tracks with it. */
    record PeerLeft(String meetingId, String peerId, String reason) implements MediaEvent {}

    /** A track can be received; {@link MediaSessions#attach} does. */
    record TrackOpened(String meetingId, String peerId, String trackId, TrackKind kind) implements MediaEvent {}

    /** A track gives no more frames. */
    record TrackClosed(String meetingId, String peerId, String trackId, TrackKind kind) implements MediaEvent {}
}
