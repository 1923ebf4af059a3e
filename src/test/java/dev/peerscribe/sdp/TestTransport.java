package dev.peerscribe.sdp;

import java.util.List;

/** Transports for descriptions that nobody connects to. */
final class TestTransport {
    static final Fingerprint FINGERPRINT = new Fingerprint("sha-256", "AB:".repeat(31) + "AB");

    private TestTransport() {}

    /** A generation of its own for every number. */
    static LocalTransport generation(int number) {
        IceParameters ice = new IceParameters("gen" + number, "0123456789abcdef012345" + number);
        return new LocalTransport(ice, FINGERPRINT, List.of(), false);
    }

    static LocalTransport withCandidate(String candidate) throws SdpException {
        LocalTransport transport = generation(1);
        return new LocalTransport(transport.ice(), FINGERPRINT, List.of(IceCandidateLine.parse(candidate)), true);
    }
}
