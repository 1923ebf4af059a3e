package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTextTest {
    private static final String HOST = "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host";

    @Test
    void anAddressIsFine() {
        assertThat(PeerText.isSafe(candidate(HOST))).isTrue();
        assertThat(PeerText.isSafe(candidate(HOST.replace("192.0.2.7", "2001:db8::1"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 udp 1 name.example 5 typ host",
                "candidate:1 1 udp 1 4f2c.local 5 typ host",
                "candidate:%s%n 1 udp 1 192.0.2.7 5 typ host",
                "candidate:1 1 udp 1 192.0.2.7 5 typ host\u0000",
                "candidate:",
                "x",
            })
    void whatCouldHarmNativeCodeIsNot(String text) {
        assertThat(PeerText.isSafe(candidate(text))).isFalse();
    }

    @Test
    void aDescriptionIsPlainAndBounded() {
        assertThat(PeerText.isSafe(answer("v=0\r\ns=-\r\n"))).isTrue();
        assertThat(PeerText.isSafe(answer("v=0\r\na=fmtp:%n%n%s\r\n"))).isFalse();
        assertThat(PeerText.isSafe(answer("v=0\r\ns=é\r\n"))).isFalse();
        assertThat(PeerText.isSafe(answer("garbage"))).isFalse();
        assertThat(PeerText.isSafe(answer("v=0\r\n" + "a=x\r\n".repeat(20_000))))
                .isFalse();
    }

    private static IceCandidate candidate(String text) {
        return new IceCandidate(text, "0", 0, null);
    }

    private static SessionDescription answer(String sdp) {
        return new SessionDescription(SdpType.ANSWER, sdp);
    }
}
