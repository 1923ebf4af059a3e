package dev.peerscribe.sdp;

import java.util.Optional;

/** The RTP header extensions that are understood. */
public enum ExtensionType {
    /** The id of the media section (RFC 9143 §15). */
    MID("urn:ietf:params:rtp-hdrext:sdes:mid", true, true),
    /** The id of a simulcast layer (RFC 8852 §3.1). */
    RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", false, true),
    /** The id of the layer that a retransmission belongs to (RFC 8852 §3.2). */
    REPAIRED_RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id", false, true),
    /** When the packet was sent, in seconds as 6.18 bits. */
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", true, true),
    /** One sequence number for all streams of a transport. */
    TRANSPORT_WIDE_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", true, true),
    /** The loudness of the sound (RFC 6464). */
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level", true, false),
    /** How the picture is to be turned (3GPP TS 26.114 §7.4.5). */
    VIDEO_ORIENTATION("urn:3gpp:video-orientation", false, true);

    private final String uri;
    private final boolean audio;
    private final boolean video;

    ExtensionType(String uri, boolean audio, boolean video) {
        this.uri = uri;
        this.audio = audio;
        this.video = video;
    }

    String uri() {
        return uri;
    }

    /** Whether we offer it for sections of this kind. */
    boolean isOfferedFor(boolean videoSection) {
        return videoSection ? video : audio;
    }

    static Optional<ExtensionType> of(String uri) {
        for (ExtensionType type : values()) {
            if (type.uri.equals(uri)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
