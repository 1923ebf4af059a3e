package dev.peerscribe.sdp;

import java.util.List;
import java.util.Optional;

/**
 * A session description: what of it matters to this end, each attribute at the sections it counts for.
 *
 * @param origin whose it is
 * @param iceLite whether its writer does no connectivity checks of its own (RFC 8839 §5.3)
 * @param bundles for each bundle the ids of its sections (RFC 9143 §5)
 * @param sections in their order
 */
record SdpDescription(Origin origin, boolean iceLite, List<List<String>> bundles, List<MediaSection> sections) {
    SdpDescription {
        bundles = bundles.stream().map(List::copyOf).toList();
        sections = List.copyOf(sections);
    }

    Optional<MediaSection> section(String mid) {
        return sections.stream().filter(it -> mid.equals(it.mid())).findFirst();
    }
}
