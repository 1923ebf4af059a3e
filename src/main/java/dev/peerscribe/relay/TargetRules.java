package dev.peerscribe.relay;

import dev.peerscribe.egress.Hosts;
import dev.peerscribe.egress.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Which destinations the agent may be sent to: who asks for a live output names the host. */
final class TargetRules {
    private static final String PROPERTY = "peerscribe.relay.allowed-targets";

    private final List<AllowedTarget> allowed;
    private final Resolver resolver;

    TargetRules(List<AllowedTarget> allowed, Resolver resolver) {
        this.allowed = List.copyOf(allowed);
        this.resolver = resolver;
    }

    /** Throws where the list has no place for it, as far as that is known without asking a resolver. */
    void check(Target target) {
        if (allowing(target).isEmpty()) {
            throw new InvalidRelayException(
                    TargetParser.FIELD,
                    "is not allowed: add " + entry(target) + " to " + PROPERTY + " where it should be");
        }
        if (target instanceof Target.Remote remote) {
            InetAddress literal = Hosts.isAddress(remote.host()) ? Hosts.literal(remote.host()) : null;
            if (literal != null && !mayHave(target, literal)) {
                throw new InvalidRelayException(
                        TargetParser.FIELD,
                        "is an internal or private address, which " + PROPERTY + " has to name as such");
            }
        }
    }

    /**
     * The addresses to go to, looked up anew; may take as long as the resolver does. Where one of them is not allowed none is:
     * a name that leads to this machine as well is somebody's trick, or a mistake.
     */
    List<InetAddress> resolve(Target.Remote target) throws RelayFailure {
        InetAddress literal = Hosts.isAddress(target.host()) ? Hosts.literal(target.host()) : null;
        List<InetAddress> found;
        try {
            found = literal == null ? resolver.resolve(target.host()) : List.of(literal);
        } catch (UnknownHostException e) {
            throw new RelayFailure(RelayCause.UNKNOWN_HOST);
        }
        if (!found.stream().allMatch(address -> mayHave(target, address))) {
            throw new RelayFailure(RelayCause.FORBIDDEN_ADDRESS);
        }
        return found;
    }

    private boolean mayHave(Target target, InetAddress address) {
        return allowing(target).stream().anyMatch(entry -> entry.allows(address));
    }

    private List<AllowedTarget> allowing(Target target) {
        return allowed.stream().filter(entry -> entry.allows(target)).toList();
    }

    private static String entry(Target target) {
        return switch (target) {
            case Target.Hls _ -> "hls:";
            case Target.Meeting _ -> "meeting:";
            case Target.Remote remote -> remote.scheme().text() + "://" + remote.host();
        };
    }
}
