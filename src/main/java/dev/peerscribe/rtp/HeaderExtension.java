package dev.peerscribe.rtp;

import java.util.Optional;

/** The RTP header extensions (RFC 8285) that can be negotiated. */
public enum HeaderExtension {
    /** Which section of the description a packet belongs to (RFC 8843 §15). */
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    /** Which simulcast layer a packet belongs to (RFC 8852 §3.1). */
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    /** Which simulcast layer a retransmission repairs (RFC 8852 §3.2). */
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    /** When the packet was sent; taken, since it is offered everywhere, but not read: bandwidth is the sender's to find. */
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    /** The number of the packet on its transport (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2). */
    TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    /** How loud the sound of a packet is (RFC 6464). */
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    /** How a picture is to be turned (3GPP TS 26.114 §7.4.5). */
    VIDEO_ORIENTATION("urn:3gpp:video-orientation");

    private final String uri;

    HeaderExtension(String uri) {
        this.uri = uri;
    }

    /** As an {@code a=extmap} line names it. */
    public String uri() {
        return uri;
    }

    /** The extension that an {@code a=extmap} line names. */
    public static Optional<HeaderExtension> named(String uri) {
        for (HeaderExtension extension : values()) {
            if (extension.uri.equals(uri)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
