package dev.peerscribe.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What an offer and its answer agree on.
 *
 * @param description ours, as it is signalled
 * @param transport the other end's; empty where no section is taken
 * @param ice whether the ICE generation goes on
 * @param sections those that both ends take, in their order
 */
public record Negotiated(
        String description, Optional<RemoteTransport> transport, IceChange ice, List<NegotiatedSection> sections) {
    public Negotiated {
        sections = List.copyOf(sections);
    }
}
