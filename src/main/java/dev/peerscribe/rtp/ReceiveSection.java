package dev.peerscribe.rtp;

import java.util.List;
import java.util.Map;

/**
 * What was negotiated for one section of the description that is received.
 *
 * @param mid its name (RFC 9143 §7)
 * @param video whether it carries pictures; otherwise sound
 * @param payloadTypes by number, 0 to 127
 * @param extensions by local identifier, 1 to 255; within a BUNDLE group the same number means the same everywhere
 * @param sources announced sources of media, with their retransmissions; may be empty
 * @param rids names of simulcast layers, may be empty (RFC 8853)
 * @param reducedSize whether RTCP need not begin with a report (RFC 5506)
 */
public record ReceiveSection(
        String mid,
        boolean video,
        Map<Integer, PayloadFormat> payloadTypes,
        Map<Integer, PacketExtension> extensions,
        List<SignalledSource> sources,
        List<String> rids,
        boolean reducedSize) {
    public ReceiveSection {
        payloadTypes = Map.copyOf(payloadTypes);
        extensions = Map.copyOf(extensions);
        sources = List.copyOf(sources);
        rids = List.copyOf(rids);
    }
}
