package dev.peerscribe.passthrough;

import dev.peerscribe.sdp.IceCandidateLine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.LocalCandidate;
import org.jspecify.annotations.Nullable;

/** Candidates between descriptions and the ICE library: of component 1 over UDP, all there is with BUNDLE and rtcp-mux. */
final class Candidates {
    private Candidates() {}

    /** Where a candidate can be reached; null for what is of no use here, as TCP, other components and host names are. */
    static @Nullable InetSocketAddress address(IceCandidateLine line) {
        if (line.unusable().isPresent() || !line.transport().equals("udp")) {
            return null;
        }
        InetAddress address = InetAddress.ofLiteral(line.address());
        return address.isAnyLocalAddress() || address.isMulticastAddress()
                ? null
                : new InetSocketAddress(address, line.port());
    }

    /** The type of a candidate that is of use. */
    static CandidateType type(IceCandidateLine line) {
        return switch (line.type()) {
            case "srflx" -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
            case "prflx" -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
            case "relay" -> CandidateType.RELAYED_CANDIDATE;
            default -> CandidateType.HOST_CANDIDATE;
        };
    }

    /** What is told of a candidate of ours; tells nothing of where a reflexive or relayed one is from. */
    static IceCandidateLine line(LocalCandidate candidate, String ufrag) {
        return line(
                candidate.getFoundation(),
                candidate.getPriority(),
                candidate.getTransportAddress(),
                candidate.getType(),
                ufrag);
    }

    static IceCandidateLine line(
            String foundation, long priority, InetSocketAddress at, CandidateType type, String ufrag) {
        boolean host = type == CandidateType.HOST_CANDIDATE;
        String nowhere = at.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0";
        return new IceCandidateLine(
                foundation,
                1,
                "udp",
                priority,
                withoutScope(at.getAddress().getHostAddress()),
                at.getPort(),
                name(type),
                host ? null : nowhere,
                host ? -1 : 0,
                Map.of("ufrag", ufrag));
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }

    private static String name(CandidateType type) {
        return switch (type) {
            case HOST_CANDIDATE, LOCAL_CANDIDATE -> "host";
            case PEER_REFLEXIVE_CANDIDATE -> "prflx";
            case RELAYED_CANDIDATE -> "relay";
            case SERVER_REFLEXIVE_CANDIDATE, STUN_CANDIDATE -> "srflx";
        };
    }
}
