package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.media.MediaProperties.IceServer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.ice4j.ice.CandidateType;
import org.junit.jupiter.api.Test;

/** What comes out of descriptions and configuration, and what goes into descriptions. */
class DescriptionPartsTest {
    private static final byte[] CERTIFICATE = "certificate".getBytes(StandardCharsets.UTF_8);

    @Test
    void aCandidateIsReadAndWritten() {
        IceCandidateLine line = Objects.requireNonNull(
                IceCandidateLine.parse(
                        "candidate:842163049 1 UDP 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.1 rport 4 generation 0 ufrag Ab+/"));
        assertThat(line.priority()).isEqualTo(1_677_729_535L);
        assertThat(line.type()).isEqualTo(CandidateType.SERVER_REFLEXIVE_CANDIDATE);
        assertThat(line.ufrag()).isEqualTo("Ab+/");
        assertThat(line.format())
                .isEqualTo(
                        "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0 ufrag"
                                + " Ab+/");
        assertThat(Objects.requireNonNull(IceCandidateLine.parse("candidate:1 1 udp 1 fd00::1 9 typ host"))
                        .format())
                .isEqualTo("candidate:1 1 udp 1 fd00:0:0:0:0:0:0:1 9 typ host");
        assertThat(IceCandidateLine.parse("candidate:1 1 udp 1 fe80::1%eth0 9 typ host"))
                .isNull();
        assertThat(IceCandidateLine.parse("candidate:1 1 udp 99999999999 192.0.2.1 9 typ host"))
                .isNull();
        assertThat(IceCandidateLine.parse("candidate:1 1 udp 1 192.0.2.1 9 typ other"))
                .isNull();
        assertThat(IceCandidateLine.parse("candidate:1 1 udp 1 1 9 typ host")).isNull();
    }

    @Test
    void fingerprintsCountByTheirHashFunctionAndAnyOneIsEnough() {
        String own = Fingerprint.of(CERTIFICATE).toString();
        Fingerprint same = Objects.requireNonNull(Fingerprint.parse(own.replace("sha-256", "SHA-256")));
        assertThat(same).isEqualTo(Fingerprint.of(CERTIFICATE)).hasSameHashCodeAs(Fingerprint.of(CERTIFICATE));
        Fingerprint other = Fingerprint.of(new byte[1]);
        assertThat(Fingerprint.anyMatches(List.of(other, same), CERTIFICATE)).isTrue();
        assertThat(Fingerprint.anyMatches(List.of(other), CERTIFICATE)).isFalse();
        assertThat(Fingerprint.anyMatches(List.of(), CERTIFICATE)).isFalse();
        assertThat(List.of(
                        "sha-256", "sha-1 " + "AB:".repeat(19) + "AB", own + ":00", "sha-512 " + own, "sha-256 ", ""))
                .allMatch(text -> Fingerprint.parse(text) == null);
    }

    @Test
    void everyCertificateIsAnother() {
        DtlsCertificate one = DtlsCertificate.make(new SecureRandom(), Clock.systemUTC());
        DtlsCertificate other = DtlsCertificate.make(new SecureRandom(), Clock.systemUTC());
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(one.fingerprint().toString()).matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
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
        assertThat(new IceParameters("ufrag", "password", "sha-256 AB").toString())
                .doesNotContain("password");
    }

    @Test
    void aRangeOfPortsIsBothOrNone() {
        assertThat(PortRange.ANY.isAny()).isTrue();
        assertThat(new PortRange(5, 9).size()).isEqualTo(5);
        assertThatThrownBy(() -> new PortRange(0, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PortRange(9, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
