package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamIdsTest {

    @Test
    void soundAndPictureOfOneStreamAreMadeTwo() {
        String offer = """
                v=0
                a=msid-semantic: WMS call
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=msid:call voice
                a=ssrc:1 cname:them
                a=ssrc:1 msid:call voice
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=msid:call face
                a=ssrc:2 msid:call face
                """.replace("\n", "\r\n");

        assertThat(StreamIds.madeApart(offer)).isEqualTo("""
                v=0
                a=msid-semantic: WMS call
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=msid:1 voice
                a=ssrc:1 cname:them
                a=ssrc:1 msid:1 voice
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=msid:2 face
                a=ssrc:2 msid:2 face
                """.replace("\n", "\r\n"));
    }

    @Test
    void whoNamesSourcesAndNoStreamGetsOneForEachSection() {
        String offer = """
                v=0
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=ssrc:1 cname:them
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=ssrc:2 cname:them
                """.replace("\n", "\r\n");

        assertThat(StreamIds.madeApart(offer)).isEqualTo("""
                v=0
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                a=ssrc:1 cname:them
                a=msid:1 1
                m=video 9 UDP/TLS/RTP/SAVPF 96
                a=ssrc:2 cname:them
                a=msid:2 2
                """.replace("\n", "\r\n"));
    }

    @Test
    void aDescriptionWithoutStreamsStaysAsItIs() {
        String offer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n";

        assertThat(StreamIds.madeApart(offer)).isEqualTo(offer);
    }
}
