package dev.peerscribe.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Descriptions as browsers write them, in full. */
final class SampleSdp {
    static final List<String> ALL =
            List.of("chromium", "chromium-simulcast", "chromium-two-tracks", "firefox", "safari");

    /** The least that is an offer which is taken. */
    static final String SMALL = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=mid:0
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789abcdef012345
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            """.replace("FINGERPRINT", TestTransport.FINGERPRINT.value());

    private SampleSdp() {}

    static String read(String name) {
        try {
            return Files.readString(Path.of("src", "test", "resources", "sdp", name + ".sdp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SdpDescription parse(String name) throws SdpException {
        return SdpParser.parse(read(name));
    }

    /** {@link #SMALL} with more lines in its section. */
    static String smallWith(String... lines) {
        return SMALL + String.join("\n", lines) + "\n";
    }
}
