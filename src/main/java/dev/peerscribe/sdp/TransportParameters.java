package dev.peerscribe.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a section's packets travel; in a bundle that of one section counts for all (RFC 9143 §7).
 *
 * @param ice credentials, or null
 * @param iceOptions such as {@code trickle} (RFC 8839 §5.6)
 * @param dtls fingerprints and role, or null
 * @param rtcpMux whether RTP and RTCP share a port (RFC 5761 §5.1.1)
 * @param candidates those known when the description was written
 * @param endOfCandidates whether no more will come (RFC 8840 §8.2)
 */
record TransportParameters(
        @Nullable IceParameters ice,
        List<String> iceOptions,
        @Nullable DtlsParameters dtls,
        boolean rtcpMux,
        List<IceCandidateLine> candidates,
        boolean endOfCandidates) {
    static final TransportParameters NONE = new TransportParameters(null, List.of(), null, false, List.of(), false);

    TransportParameters {
        iceOptions = List.copyOf(iceOptions);
        candidates = List.copyOf(candidates);
    }
}
