package dev.peerscribe.media;

/** Which engine is to receive the media of a meeting. */
public enum EngineChoice {
    /** {@link EngineKind#WEBRTC}. */
    WEBRTC,
    /** {@link EngineKind#PASSTHROUGH}. */
    PASSTHROUGH,
    /** Passthrough, which is enough for recording, unless the meeting needs what only the other has. */
    AUTO;

    /**
     * The engine for a meeting. Where the agent has to make the offers, the relay is of the kind that drops chat, so that
     * chat needs a data channel.
     */
    public EngineKind kind(Negotiation negotiation) {
        return switch (this) {
            case WEBRTC -> EngineKind.WEBRTC;
            case PASSTHROUGH -> EngineKind.PASSTHROUGH;
            case AUTO -> negotiation == Negotiation.OFFER ? EngineKind.WEBRTC : EngineKind.PASSTHROUGH;
        };
    }

    /** The engine that most meetings take, without which the agent is not healthy. */
    public EngineKind usual() {
        return kind(Negotiation.ANSWER);
    }
}
