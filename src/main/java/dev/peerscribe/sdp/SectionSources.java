package dev.peerscribe.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a section announces.
 *
 * @param msids the streams and the track it carries
 * @param ssrcs sources in the order of their first mention
 * @param groups which of them belong together
 * @param rids the streams told apart by an id
 * @param simulcast which of those are one picture, or null
 */
record SectionSources(
        List<Msid> msids,
        List<Ssrc> ssrcs,
        List<SsrcGroup> groups,
        List<Rid> rids,
        @Nullable Simulcast simulcast) {
    static final SectionSources NONE = new SectionSources(List.of(), List.of(), List.of(), List.of(), null);

    SectionSources {
        msids = List.copyOf(msids);
        ssrcs = List.copyOf(ssrcs);
        groups = List.copyOf(groups);
        rids = List.copyOf(rids);
    }
}
