package dev.peerscribe.sdp;

import java.util.List;

/**
 * What our descriptions say about our transport.
 *
 * @param ice the credentials of its ICE generation
 * @param fingerprint of our DTLS certificate
 * @param candidates those known already
 * @param endOfCandidates whether there will be no more
 */
public record LocalTransport(
        IceParameters ice, Fingerprint fingerprint, List<IceCandidateLine> candidates, boolean endOfCandidates) {
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }

    /** As a section says it; in a bundle the candidates are at the first one only. */
    TransportParameters parameters(Setup setup, boolean tagged) {
        return new TransportParameters(
                ice,
                List.of("trickle"),
                new DtlsParameters(List.of(fingerprint), setup),
                true,
                tagged ? candidates : List.of(),
                tagged && endOfCandidates);
    }
}
