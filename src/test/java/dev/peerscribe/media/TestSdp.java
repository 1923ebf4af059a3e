package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.SignedDescription;
import java.util.List;

/** Descriptions as a browser writes them, small but complete: libwebrtc takes them too. */
final class TestSdp {
    private String session = "4611731400430051336";
    private String fingerprint = "4A";
    private String fragment = "abcd";
    private final StringBuilder sections = new StringBuilder();
    private List<String> mids = List.of("0", "1", "2", "3");
    private int mid;

    static TestSdp of(String session) {
        TestSdp sdp = new TestSdp();
        sdp.session = session;
        return sdp;
    }

    /** A description as signalling tells of it; the message that brought it names its text. */
    static SignalingEvent.DescriptionReceived received(
            String meeting, String sender, PeerKey key, SessionDescription description) {
        return new SignalingEvent.DescriptionReceived(
                meeting, sender, key, description, new SignedDescription("secure-offer", description.sdp()));
    }

    TestSdp fingerprint(String octet) {
        fingerprint = octet;
        return this;
    }

    TestSdp fragment(String value) {
        fragment = value;
        return this;
    }

    /** With the section ids of the offer that it answers. */
    TestSdp answering(SessionDescription offer) {
        mids = RemoteDescription.of(offer).sections();
        return this;
    }

    TestSdp audio(String direction) {
        return section("audio 9 UDP/TLS/RTP/SAVPF 111", direction, "a=rtpmap:111 opus/48000/2\r\n");
    }

    TestSdp video(String direction) {
        return section("video 9 UDP/TLS/RTP/SAVPF 96", direction, "a=rtpmap:96 VP8/90000\r\n");
    }

    TestSdp line(String line) {
        sections.append(line).append("\r\n");
        return this;
    }

    SessionDescription offer() {
        return build(SdpType.OFFER, "actpass");
    }

    SessionDescription answer() {
        return build(SdpType.ANSWER, "active");
    }

    private TestSdp section(String media, String direction, String codec) {
        sections.append("m=").append(media).append("\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n");
        sections.append("a=ice-ufrag:FRAGMENT\r\na=ice-pwd:0123456789abcdef01234567\r\n");
        sections.append("a=fingerprint:sha-256 FINGERPRINT\r\na=setup:SETUP\r\na=mid:")
                .append(mids.get(mid++))
                .append("\r\na=")
                .append(direction)
                .append("\r\na=rtcp-mux\r\n")
                .append(codec);
        return this;
    }

    private SessionDescription build(SdpType type, String setup) {
        StringBuilder mids = new StringBuilder();
        for (int i = 0; i < mid; i++) {
            mids.append(' ').append(this.mids.get(i));
        }
        String text = "v=0\r\no=- " + session + " 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE" + mids + "\r\n"
                + sections;
        String print = (fingerprint + ":").repeat(31) + fingerprint;
        return new SessionDescription(
                type,
                text.replace("FRAGMENT", fragment).replace("FINGERPRINT", print).replace("SETUP", setup));
    }
}
