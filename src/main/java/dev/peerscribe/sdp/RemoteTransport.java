package dev.peerscribe.sdp;

import java.util.List;

/**
 * The other end's transport, and who does what on it.
 *
 * @param mid the section that its candidates are signalled for
 * @param index of that section among all, from 0
 * @param ice the credentials of its ICE generation
 * @param iceLite whether it does no connectivity checks of its own
 * @param trickle whether its candidates may come one by one
 * @param candidates those in the description; see {@link IceCandidateLine#unusable()}
 * @param endOfCandidates whether there will be no more
 * @param controlling whether we choose the pair of candidates (RFC 8445 §6.1.1)
 * @param fingerprints one of which its certificate must have
 * @param client whether we begin the DTLS handshake
 */
public record RemoteTransport(
        String mid,
        int index,
        IceParameters ice,
        boolean iceLite,
        boolean trickle,
        List<IceCandidateLine> candidates,
        boolean endOfCandidates,
        boolean controlling,
        List<Fingerprint> fingerprints,
        boolean client) {
    public RemoteTransport {
        candidates = List.copyOf(candidates);
        fingerprints = List.copyOf(fingerprints);
    }
}
