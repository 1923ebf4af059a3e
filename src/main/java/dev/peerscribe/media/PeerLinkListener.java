package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;

/** What a {@link PeerLink} tells. Called on native threads: an implementation only enqueues and never throws. */
public interface PeerLinkListener {
    /** A local candidate was gathered. */
    void onCandidate(IceCandidate candidate);

    /** The transport changed its state. */
    void onState(LinkState state);

    /** A remote track appeared; its frames are dropped until it is routed. */
    void onTrackOpened(String trackId, TrackKind kind);

    /** A remote track is gone. */
    void onTrackClosed(String trackId);

    /** A text came over the data channel {@code secure-channel}. */
    void onText(String text);

    /** The last open data channel {@code secure-channel} closed, as it does when the peer ends its connection. */
    void onTextClosed();
}
