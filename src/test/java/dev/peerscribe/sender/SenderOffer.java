package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.passthrough.SenderConnection.Credentials;
import java.util.List;

/**
 * The offer of a participant that sends one audio and one video stream and receives nothing, as a browser writes it.
 *
 * @param session its number, the same in all offers of one sender
 * @param version counts its offers
 * @param codec the only one offered for video
 * @param formatParameters of the video format; empty for none
 */
record SenderOffer(
        long session,
        int version,
        Codec codec,
        String formatParameters,
        SenderSettings settings,
        OutgoingStream.Sources audio,
        OutgoingStream.Sources video) {
    static final String AUDIO_MID = "0";
    static final String VIDEO_MID = "1";
    static final int AUDIO_TYPE = 111;
    static final int VIDEO_TYPE = 96;
    static final int RTX_TYPE = 97;
    static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    static final String TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    private static final String STREAM = "known-stream";

    /** @param candidates those that are known already */
    String text(Credentials credentials, List<String> candidates) {
        StringBuilder sdp = new StringBuilder();
        line(sdp, "v=0");
        line(sdp, "o=- " + session + " " + version + " IN IP4 127.0.0.1");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        line(sdp, "a=group:BUNDLE " + AUDIO_MID + " " + VIDEO_MID);
        line(sdp, "a=msid-semantic: WMS " + STREAM);
        audio(sdp, credentials, candidates);
        video(sdp, credentials);
        return sdp.toString();
    }

    private void audio(StringBuilder sdp, Credentials credentials, List<String> candidates) {
        line(sdp, "m=audio 9 UDP/TLS/RTP/SAVPF " + AUDIO_TYPE);
        transport(sdp, credentials, AUDIO_MID);
        candidates.forEach(candidate -> line(sdp, "a=" + candidate));
        line(sdp, "a=msid:" + STREAM + " known-sound");
        format(sdp, AUDIO_TYPE, "opus/48000/2", "minptime=10;useinbandfec=1");
        if (settings.transportCc()) {
            line(sdp, "a=rtcp-fb:" + AUDIO_TYPE + " transport-cc");
        }
        source(sdp, audio.ssrc());
    }

    private void video(StringBuilder sdp, Credentials credentials) {
        line(sdp, "m=video 9 UDP/TLS/RTP/SAVPF " + VIDEO_TYPE + (settings.rtx() ? " " + RTX_TYPE : ""));
        transport(sdp, credentials, VIDEO_MID);
        line(sdp, "a=msid:" + STREAM + " known-picture");
        format(sdp, VIDEO_TYPE, codec.encodingName() + "/90000", formatParameters);
        for (String feedback : List.of("ccm fir", "nack", "nack pli")) {
            line(sdp, "a=rtcp-fb:" + VIDEO_TYPE + " " + feedback);
        }
        if (settings.remb()) {
            line(sdp, "a=rtcp-fb:" + VIDEO_TYPE + " goog-remb");
        }
        if (settings.transportCc()) {
            line(sdp, "a=rtcp-fb:" + VIDEO_TYPE + " transport-cc");
        }
        if (settings.rtx()) {
            format(sdp, RTX_TYPE, "rtx/90000", "apt=" + VIDEO_TYPE);
            line(sdp, "a=ssrc-group:FID " + unsigned(video.ssrc()) + " " + unsigned(video.rtxSsrc()));
        }
        source(sdp, video.ssrc()); // first: libwebrtc takes the first for the one that is repaired
        if (settings.rtx()) {
            source(sdp, video.rtxSsrc());
        }
    }

    private void transport(StringBuilder sdp, Credentials credentials, String mid) {
        line(sdp, "c=IN IP4 0.0.0.0");
        line(sdp, "a=rtcp:9 IN IP4 0.0.0.0");
        line(sdp, "a=ice-ufrag:" + credentials.ufrag());
        line(sdp, "a=ice-pwd:" + credentials.password());
        line(sdp, "a=ice-options:trickle");
        String fingerprint = credentials.fingerprint();
        line(sdp, "a=fingerprint:" + fingerprint);
        line(sdp, "a=setup:actpass");
        line(sdp, "a=mid:" + mid);
        line(sdp, "a=extmap:2 " + ABS_SEND_TIME);
        if (settings.transportCc()) {
            line(sdp, "a=extmap:3 " + TRANSPORT_CC);
        }
        line(sdp, "a=extmap:4 " + MID);
        line(sdp, "a=sendonly");
        line(sdp, "a=rtcp-mux");
        line(sdp, "a=rtcp-rsize");
    }

    private static void format(StringBuilder sdp, int type, String encoding, String parameters) {
        line(sdp, "a=rtpmap:" + type + " " + encoding);
        if (!parameters.isEmpty()) {
            line(sdp, "a=fmtp:" + type + " " + parameters);
        }
    }

    private static void source(StringBuilder sdp, int ssrc) {
        line(sdp, "a=ssrc:" + unsigned(ssrc) + " cname:" + SenderSettings.CNAME);
    }

    private static String unsigned(int ssrc) {
        return Integer.toUnsignedString(ssrc);
    }

    private static void line(StringBuilder sdp, String text) {
        sdp.append(text).append("\r\n");
    }
}
