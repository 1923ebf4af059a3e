package dev.peerscribe.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a section says about DTLS (RFC 8842 §5).
 *
 * @param fingerprints of the certificates, at least one
 * @param setup the role, null where the section is silent
 */
record DtlsParameters(
        List<Fingerprint> fingerprints, @Nullable Setup setup) {
    DtlsParameters {
        fingerprints = List.copyOf(fingerprints);
    }
}
