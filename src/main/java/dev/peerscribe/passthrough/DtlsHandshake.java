package dev.peerscribe.passthrough;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** What both roles of a DTLS-SRTP handshake (RFC 5764) have in common. Used by the thread of the association. */
final class DtlsHandshake {
    /** Until the first repetition; doubled with each. The library's own 1 s is long where packets are lost. */
    static final Duration FIRST_RESEND = Duration.ofMillis(100);

    private static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
    };

    private final DtlsCertificate certificate;
    private final List<Fingerprint> fingerprints;
    private final List<SrtpProfile> profiles;
    private final Duration timeout;
    private final Events events;

    private @Nullable SrtpProfile profile;
    private boolean strange;

    DtlsHandshake(
            DtlsCertificate certificate,
            List<Fingerprint> fingerprints,
            List<SrtpProfile> profiles,
            Duration timeout,
            Events events) {
        this.certificate = certificate;
        this.fingerprints = List.copyOf(fingerprints);
        this.profiles = List.copyOf(profiles);
        this.timeout = timeout;
        this.events = events;
    }

    DtlsCertificate certificate() {
        return certificate;
    }

    Events events() {
        return events;
    }

    int timeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }

    int firstResendMillis() {
        return Math.toIntExact(FIRST_RESEND.toMillis());
    }

    /** DTLS 1.2 is the newest that the library has. */
    ProtocolVersion[] versions() {
        return ProtocolVersion.DTLSv12.only();
    }

    int[] cipherSuites() {
        return TlsUtils.getSupportedCipherSuites(certificate.crypto(), CIPHER_SUITES);
    }

    /** What a client offers. */
    UseSRTPData offer() {
        return new UseSRTPData(profiles.stream().mapToInt(SrtpProfile::id).toArray(), TlsUtils.EMPTY_BYTES);
    }

    /** A server's choice of what a client offers: our first preference. */
    UseSRTPData choose(@Nullable UseSRTPData offered) throws TlsFatalAlert {
        if (offered != null) {
            for (SrtpProfile candidate : profiles) {
                for (int id : offered.getProtectionProfiles()) {
                    if (candidate.id() == id) {
                        profile = candidate;
                        return new UseSRTPData(new int[] {id}, TlsUtils.EMPTY_BYTES);
                    }
                }
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile in common");
    }

    /** A server chose this; a client takes it or refuses it. */
    void chosen(@Nullable UseSRTPData choice) throws TlsFatalAlert {
        if (choice == null || choice.getProtectionProfiles().length != 1 || choice.getMki().length != 0) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "not one SRTP profile");
        }
        SrtpProfile named = SrtpProfile.of(choice.getProtectionProfiles()[0]);
        if (named == null || !profiles.contains(named)) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "an SRTP profile that was not offered");
        }
        profile = named;
    }

    /** Holds the peer's certificate against the fingerprints of its signed description (RFC 8122 §6.2). */
    void check(@Nullable Certificate chain) throws IOException {
        strange = chain == null
                || chain.isEmpty()
                || !Fingerprint.anyMatches(
                        fingerprints, chain.getCertificateAt(0).getEncoded());
        if (strange) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the certificate is not the described one");
        }
    }

    /** Whether the handshake failed on the peer's certificate. */
    boolean isStrange() {
        return strange;
    }

    /** Both sides are done: exports the keys of media. */
    void complete(TlsContext context, boolean client) throws TlsFatalAlert {
        if (profile == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile was agreed on");
        }
        byte[] material = context.exportKeyingMaterial(SrtpKeys.EXPORTER_LABEL, null, SrtpKeys.materialLength(profile));
        events.onKeys(new SrtpKeys(profile, material, client));
    }

    /** What a handshake tells, on the thread of the association. */
    interface Events {
        void onKeys(SrtpKeys keys);

        void onCloseNotify();
    }
}
