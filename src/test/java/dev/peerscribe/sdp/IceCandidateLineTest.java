package dev.peerscribe.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.sdp.IceCandidateLine.Unusable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateLineTest {
    @Test
    void everyPartIsReadAndWrittenAgain() throws Exception {
        String text = "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 10.0.0.1 rport 5000"
                + " generation 0 ufrag Pz9f network-cost 999";
        IceCandidateLine candidate = IceCandidateLine.parse(text);
        assertThat(candidate)
                .isEqualTo(new IceCandidateLine(
                        "842163049",
                        1,
                        "udp",
                        1_677_729_535,
                        "203.0.113.7",
                        46_154,
                        "srflx",
                        "10.0.0.1",
                        5_000,
                        Map.of("generation", "0", "ufrag", "Pz9f", "network-cost", "999")));
        assertThat(candidate.generation()).isEqualTo("Pz9f");
        assertThat(candidate.text()).isEqualTo(text);
        assertThat(IceCandidateLine.parse("a=" + text)).isEqualTo(candidate);
    }

    @ParameterizedTest
    @CsvSource({
        "1 1 udp 1 4f8a0b5e-0f4a-4f7b.local 5000 typ host, HOST_NAME",
        "1 1 udp 1 127.1 5000 typ host, HOST_NAME",
        "1 1 udp 1 999.0.0.1 5000 typ host, HOST_NAME",
        "1 2 udp 1 192.0.2.1 5000 typ host, COMPONENT",
        "1 1 ssltcp 1 192.0.2.1 443 typ relay, TRANSPORT",
        "1 1 udp 1 192.0.2.1 5000 typ magic, TYPE",
        "1 1 udp 1 192.0.2.1 0 typ host, PORT",
    })
    void whatCannotBeUsedIsKeptWithTheReason(String text, Unusable reason) throws Exception {
        assertThat(IceCandidateLine.parse("candidate:" + text).unusable()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1 UDP 2113937151 192.0.2.1 5000 typ host",
                "1 1 udp 1 2001:db8::1 5000 typ host",
                "1 1 tcp 1 192.0.2.1 9 typ host tcptype active",
                "1 1 udp 4294967295 192.0.2.1 5000 typ relay raddr 0.0.0.0 rport 0",
            })
    void addressesOfBothFamiliesCanBeUsed(String text) throws Exception {
        assertThat(IceCandidateLine.parse("candidate:" + text).unusable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:1 1 udp 1 192.0.2.1 5000 host typ",
                "candidate:1 0 udp 1 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
                "candidate:1 1 udp 1 fe80::1%eth0 5000 typ host",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host rport x",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host ufrag a,b",
                "candidate:1 1 udp 1 192.0.2.1 5000 typ host tcptype",
            })
    void whatIsNotOfTheGrammarIsRefused(String text) {
        assertThatThrownBy(() -> IceCandidateLine.parse(text)).isInstanceOf(SdpException.class);
    }

    @Test
    void noPasswordIsPrinted() {
        assertThat(TestTransport.generation(1).toString()).doesNotContain("0123456789abcdef");
    }
}
