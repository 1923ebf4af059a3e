package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source that was announced (RFC 5576).
 *
 * @param ssrc 0 to 2³²−1
 * @param retransmissions the source that its retransmissions come from (RFC 4588 §8.3), or −1
 * @param cname its canonical name, or null
 */
public record RtpSource(
        long ssrc, long retransmissions, @Nullable String cname) {
    static List<RtpSource> of(SectionSources sources) {
        Map<Long, Long> retransmissions = new HashMap<>();
        Set<Long> secondary = new HashSet<>();
        Map<Long, Ssrc> all = new LinkedHashMap<>();
        sources.ssrcs().forEach(it -> all.put(it.id(), it));
        for (SsrcGroup group : sources.groups()) {
            group.ssrcs().forEach(it -> all.putIfAbsent(it, new Ssrc(it, null, null)));
            if (group.ssrcs().size() != 2) {
                continue;
            }
            switch (group.semantics()) {
                case SsrcGroup.RETRANSMISSION -> {
                    retransmissions.putIfAbsent(
                            group.ssrcs().getFirst(), group.ssrcs().getLast());
                    secondary.add(group.ssrcs().getLast());
                }
                case SsrcGroup.FEC -> secondary.add(group.ssrcs().getLast());
                default -> {}
            }
        }
        List<RtpSource> primary = new ArrayList<>();
        for (Ssrc ssrc : all.values()) {
            if (!secondary.contains(ssrc.id())) {
                primary.add(new RtpSource(ssrc.id(), retransmissions.getOrDefault(ssrc.id(), -1L), ssrc.cname()));
            }
        }
        return primary;
    }
}
