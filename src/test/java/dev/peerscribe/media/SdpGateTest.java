package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpGateTest {
    private static final int MAX = 262_144;
    private static final String GOOD =
            TestSdp.of("1").audio("sendrecv").video("sendrecv").offer().sdp();
    private static final String HOST = "candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host";

    private final List<NegotiationRule> dropped = new ArrayList<>();

    static Stream<Arguments> hostileDescriptions() {
        return Stream.of(
                Arguments.of("", NegotiationRule.START),
                Arguments.of("garbage", NegotiationRule.START),
                Arguments.of("v=1\r\n", NegotiationRule.START),
                Arguments.of("v=0\r\n", NegotiationRule.MEDIA_SECTIONS),
                Arguments.of(GOOD + "a=fmtp:%n%n%s%s\r\n", NegotiationRule.PERCENT),
                Arguments.of(GOOD + "a=%p\r\n", NegotiationRule.PERCENT),
                Arguments.of(GOOD + "a=x\0y\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "a=x\ty\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "a=x\ry\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "a=x\u001by\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "s=Gr\u00fc\u00dfe\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "a=\u202e\r\n", NegotiationRule.CHARACTER),
                Arguments.of(GOOD + "no line\r\n", NegotiationRule.LINE),
                Arguments.of(GOOD + "=\r\n", NegotiationRule.LINE),
                Arguments.of(GOOD + "a=" + "x".repeat(4_096) + "\r\n", NegotiationRule.LINE),
                Arguments.of(GOOD + "a=x\r\n".repeat(8_192), NegotiationRule.LINE),
                Arguments.of(GOOD + "m=audio 9 RTP/AVP 0\r\n".repeat(63), NegotiationRule.MEDIA_SECTIONS),
                Arguments.of(GOOD + "m=\r\n", NegotiationRule.MEDIA_SECTIONS),
                Arguments.of(GOOD + "m=audio x RTP/AVP 0\r\n", NegotiationRule.MEDIA_SECTIONS),
                Arguments.of(GOOD + "c=IN IP4 evil.example\r\n", NegotiationRule.CONNECTION_ADDRESS),
                Arguments.of(GOOD + "c=IN IP4\r\n", NegotiationRule.CONNECTION_ADDRESS),
                Arguments.of(GOOD + "a=mid:" + "m".repeat(65) + "\r\n", NegotiationRule.SECTION),
                Arguments.of(GOOD + "a=mid:a b\r\n", NegotiationRule.SECTION),
                Arguments.of(GOOD + "a=ice-ufrag:\r\n", NegotiationRule.USERNAME_FRAGMENT),
                Arguments.of(GOOD + "a=candidate:\r\n", NegotiationRule.CANDIDATE),
                Arguments.of(GOOD + "a=candidate:1 1 udp 1 1.2.3 5 typ host typ\r\n", NegotiationRule.CANDIDATE),
                Arguments.of(GOOD + ("a=" + HOST + "\r\n").repeat(513), NegotiationRule.CANDIDATE),
                Arguments.of(GOOD + "a=x\r\n".repeat(100_000), NegotiationRule.SIZE));
    }

    @ParameterizedTest
    @MethodSource("hostileDescriptions")
    void aHostileDescriptionIsRefusedByTheRuleItBreaks(String sdp, NegotiationRule rule) {
        assertThatExceptionOfType(NegotiationException.class)
                .isThrownBy(() -> pass(sdp))
                .matches(refusal -> refusal.rule() == rule, "rule " + rule)
                .withMessageNotContainingAny("%", "evil");
    }

    @Test
    void aGoodDescriptionPassesAsItIs() throws Exception {
        assertThat(pass(GOOD)).isEqualTo(GOOD);
        assertThat(dropped).isEmpty();
    }

    @Test
    void bareLineFeedsAreMadeCrLf() throws Exception {
        assertThat(pass(GOOD.replace("\r\n", "\n"))).isEqualTo(GOOD);
    }

    @Test
    void candidatesWithAHostNameAreTakenOutAndCounted() throws Exception {
        String kept = "a=" + HOST + "\r\n";
        String mdns = "a=candidate:2 1 udp 1 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 5000 typ host\r\n";
        assertThat(pass(GOOD + mdns + kept + mdns)).isEqualTo(GOOD + kept);
        assertThat(dropped).containsExactly(NegotiationRule.HOST_NAME, NegotiationRule.HOST_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HOST,
                "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0"
                        + " ufrag 7rPE network-cost 999",
                "candidate:1 1 UDP 2113937151 2001:db8::1 5000 typ host",
                "candidate:1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0",
                "candidate:4+/ 2 udp 0 ::ffff:192.0.2.1 65535 typ relay raddr 2001:db8::2 rport 1",
                ""
            })
    void candidatesOfTheGrammarPass(String text) {
        assertThatCode(() -> SdpGate.check(new IceCandidate(text, "0", 0, "7rPE")))
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> hostileCandidates() {
        return Stream.of(
                Arguments.of("candidate:%s%s%s%s%n", NegotiationRule.PERCENT),
                Arguments.of(HOST + "\0", NegotiationRule.CHARACTER),
                Arguments.of(HOST + "\r\n", NegotiationRule.CHARACTER),
                Arguments.of(HOST + " ufrag \u00fc", NegotiationRule.CHARACTER),
                Arguments.of("candidate:1 1 udp 1 fe80::1%eth0 5000 typ host", NegotiationRule.PERCENT),
                Arguments.of("x".repeat(513), NegotiationRule.SIZE),
                Arguments.of("nonsense", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 0 udp 1 192.0.2.1 5000 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 999 udp 1 192.0.2.1 5000 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 sctp 1 192.0.2.1 5000 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 4294967296 192.0.2.1 5000 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp -1 192.0.2.1 5000 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 1 192.0.2.1 65536 typ host", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 1 192.0.2.1 5000 typ guest", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 1 192.0.2.1 5000 typ host extra", NegotiationRule.CANDIDATE),
                Arguments.of(
                        "candidate:1 1 udp 1 192.0.2.1 5000 typ srflx raddr evil.example", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 1 192.0.2.1 5000 typ host  tcptype so", NegotiationRule.CANDIDATE),
                Arguments.of("candidate:1 1 udp 1 256.1.1.1 5000 typ host", NegotiationRule.HOST_NAME),
                Arguments.of("candidate:1 1 udp 1 evil.example 5000 typ host", NegotiationRule.HOST_NAME),
                Arguments.of("candidate:1 1 udp 1 x.local 5000 typ host", NegotiationRule.HOST_NAME),
                Arguments.of("candidate:1 1 udp 1 1234567890 5000 typ host", NegotiationRule.HOST_NAME),
                Arguments.of("candidate:1 1 udp 1 ::g 5000 typ host", NegotiationRule.CANDIDATE));
    }

    @ParameterizedTest
    @MethodSource("hostileCandidates")
    void aHostileCandidateIsRefusedByTheRuleItBreaks(String text, NegotiationRule rule) {
        refused(new IceCandidate(text, "0", 0, null), rule);
    }

    static Stream<Arguments> hostileSections() {
        return Stream.of(
                Arguments.of("%n", 0, null, NegotiationRule.SECTION),
                Arguments.of("", 0, null, NegotiationRule.SECTION),
                Arguments.of("m".repeat(65), 0, null, NegotiationRule.SECTION),
                Arguments.of("0", -1, null, NegotiationRule.SECTION),
                Arguments.of("0", 64, null, NegotiationRule.SECTION),
                Arguments.of(null, Integer.MAX_VALUE, null, NegotiationRule.SECTION),
                Arguments.of(null, null, null, NegotiationRule.SECTION),
                Arguments.of("0", 0, "%s", NegotiationRule.USERNAME_FRAGMENT),
                Arguments.of("0", 0, "u".repeat(257), NegotiationRule.USERNAME_FRAGMENT));
    }

    @ParameterizedTest
    @MethodSource("hostileSections")
    void aCandidateForNoSectionIsRefused(
            @Nullable String mid, @Nullable Integer index, @Nullable String fragment, NegotiationRule rule) {
        refused(new IceCandidate(HOST, mid, index, fragment), rule);
    }

    private static void refused(IceCandidate candidate, NegotiationRule rule) {
        assertThatExceptionOfType(NegotiationException.class)
                .isThrownBy(() -> SdpGate.check(candidate))
                .matches(refusal -> refusal.rule() == rule, "rule " + rule);
    }

    private String pass(String sdp) throws NegotiationException {
        return SdpGate.pass(new SessionDescription(SdpType.OFFER, sdp), MAX, dropped::add)
                .sdp();
    }
}
