package dev.peerscribe.media;

/** The engines behind {@link PeerLink}. */
public enum EngineKind {
    /** webrtc-java: decodes what it receives. */
    WEBRTC,
    /** Hands over what was sent, encoded as it was; has no data channels. */
    PASSTHROUGH
}
