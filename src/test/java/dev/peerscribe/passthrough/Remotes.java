package dev.peerscribe.passthrough;

import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.IceParameters;
import dev.peerscribe.sdp.LocalTransport;
import dev.peerscribe.sdp.RemoteTransport;
import dev.peerscribe.sdp.SdpException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

/** What one end of a test's descriptions is to the other; candidates go another way. */
final class Remotes {
    private Remotes() {}

    /** What one end says, to an end that nominates or not, and is active in DTLS or not. */
    static RemoteTransport of(LocalTransport described, boolean controlling, boolean client) {
        return of(described.ice(), described.fingerprint(), controlling, client);
    }

    static RemoteTransport of(IceParameters ice, Fingerprint fingerprint, boolean controlling, boolean client) {
        return new RemoteTransport(
                "0", 0, ice, false, true, List.of(), false, controlling, List.of(fingerprint), client);
    }

    /** Where a candidate that is of use can be reached. */
    static InetSocketAddress address(String candidate) {
        try {
            return Objects.requireNonNull(Candidates.address(IceCandidateLine.parse(candidate)), candidate);
        } catch (SdpException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
