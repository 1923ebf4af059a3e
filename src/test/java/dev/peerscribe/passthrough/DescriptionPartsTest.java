package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.media.MediaProperties.IceServer;
import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.IceParameters;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.ice4j.ice.CandidateType;
import org.junit.jupiter.api.Test;

/** What comes out of descriptions and configuration, and what goes into descriptions. */
class DescriptionPartsTest {
    private static final byte[] CERTIFICATE = "certificate".getBytes(StandardCharsets.UTF_8);

    @Test
    void aCandidateOfOursTellsNothingOfWhereItIsFrom() throws Exception {
        IceCandidateLine reflexive = IceCandidateLine.parse(
                "candidate:842163049 1 UDP 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.1 rport 4 generation 0 ufrag Ab+/");
        InetSocketAddress at = new InetSocketAddress("198.51.100.7", 46_154);
        assertThat(Candidates.address(reflexive)).isEqualTo(at);
        assertThat(Candidates.type(reflexive)).isEqualTo(CandidateType.SERVER_REFLEXIVE_CANDIDATE);
        assertThat(Candidates.line("842163049", 1_677_729_535L, at, Candidates.type(reflexive), "Ab+/")
                        .text())
                .isEqualTo(
                        "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0 ufrag"
                                + " Ab+/");
        InetSocketAddress six = new InetSocketAddress("fd00::1", 9);
        assertThat(Candidates.line("1", 1, six, CandidateType.HOST_CANDIDATE, "abcd")
                        .text())
                .isEqualTo("candidate:1 1 udp 1 fd00:0:0:0:0:0:0:1 9 typ host ufrag abcd");
    }

    @Test
    void fingerprintsCountByTheirHashFunctionAndAnyOneIsEnough() throws Exception {
        Fingerprint own = Fingerprints.of(CERTIFICATE);
        Fingerprint same =
                Fingerprint.parse(own.text().replace("sha-256", "SHA-256").toLowerCase(Locale.ROOT));
        assertThat(same).isEqualTo(own);
        Fingerprint other = Fingerprints.of(new byte[1]);
        assertThat(Fingerprints.anyMatches(List.of(other, same), CERTIFICATE)).isTrue();
        assertThat(Fingerprints.anyMatches(List.of(other), CERTIFICATE)).isFalse();
        assertThat(Fingerprints.anyMatches(List.of(), CERTIFICATE)).isFalse();
        String sha1 = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-1").digest(CERTIFICATE));
        assertThat(List.of(new Fingerprint("sha-1", sha1), new Fingerprint("sha-512", own.value())))
                .noneMatch(Fingerprint::isUsable)
                .noneMatch(it -> Fingerprints.anyMatches(List.of(it), CERTIFICATE));
    }

    @Test
    void everyCertificateIsAnother() {
        DtlsCertificate one = DtlsCertificate.make(new SecureRandom(), Clock.systemUTC());
        DtlsCertificate other = DtlsCertificate.make(new SecureRandom(), Clock.systemUTC());
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(one.fingerprint().text()).matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void serversAreReadAsTheirUrlsSay() {
        IceServer server = new IceServer(
                List.of("stun:s.example", "turn:t.example?transport=tcp", "turns:t.example:443", "turn:[fd00::1]:9"),
                "user",
                "secret");
        List<IceServerUrl> urls = IceServerUrl.of(server);
        assertThat(urls)
                .extracting(IceServerUrl::host, IceServerUrl::port, IceServerUrl::transport, IceServerUrl::relays)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("s.example", 3_478, IceServerUrl.Transport.UDP, false),
                        org.assertj.core.groups.Tuple.tuple("t.example", 3_478, IceServerUrl.Transport.TCP, true),
                        org.assertj.core.groups.Tuple.tuple("t.example", 443, IceServerUrl.Transport.TLS, true),
                        org.assertj.core.groups.Tuple.tuple("fd00::1", 9, IceServerUrl.Transport.UDP, true));
        assertThat(urls.toString()).doesNotContain("secret");
    }

    @Test
    void whatIsSecretIsNotShown() {
        assertThat(new IceParameters("ufrag", "password").toString()).doesNotContain("password");
    }

    @Test
    void aRangeOfPortsIsBothOrNone() {
        assertThat(PortRange.ANY.isAny()).isTrue();
        assertThat(new PortRange(5, 9).size()).isEqualTo(5);
        assertThatThrownBy(() -> new PortRange(0, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PortRange(9, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
