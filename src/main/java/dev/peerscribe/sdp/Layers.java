package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The answer to simulcast (RFC 8853 §5.3, RFC 8851 §6): every layer that is sent is received. */
final class Layers {
    private static final Set<String> KNOWN_RESTRICTIONS =
            Set.of("max-width", "max-height", "max-fps", "max-fs", "max-br", "max-pps", "max-bpp", "depend");

    private Layers() {}

    /** The ids that are received of those sent, and their simulcast; {@code formats} and {@code extensions} are the answered ones. */
    static SectionSources answer(MediaSection offered, List<RtpFormat> formats, List<HeaderExtension> extensions) {
        if (extensions.stream().noneMatch(it -> it.uri().equals(ExtensionType.RTP_STREAM_ID.uri()))) {
            return SectionSources.NONE; // nothing in the packets would say which is which
        }
        Set<Integer> payloadTypes = formats.stream().map(RtpFormat::payloadType).collect(Collectors.toSet());
        Map<String, Rid> rids = new LinkedHashMap<>();
        for (Rid rid : offered.sources().rids()) {
            List<Integer> left =
                    rid.payloadTypes().stream().filter(payloadTypes::contains).toList();
            if (rid.direction() == Direction.SENDONLY
                    && KNOWN_RESTRICTIONS.containsAll(rid.restrictions().keySet())
                    && left.isEmpty() == rid.payloadTypes().isEmpty()) {
                rids.put(rid.id(), new Rid(rid.id(), Direction.RECVONLY, left, rid.restrictions()));
            }
        }
        Simulcast simulcast = offered.sources().simulcast();
        if (simulcast == null || simulcast.send().isEmpty()) {
            return new SectionSources(List.of(), List.of(), List.of(), List.copyOf(rids.values()), null);
        }
        List<List<Simulcast.Layer>> receive = new ArrayList<>();
        List<Rid> received = new ArrayList<>();
        for (List<Simulcast.Layer> choice : simulcast.send()) {
            for (Simulcast.Layer layer : choice) {
                Rid rid = rids.remove(layer.rid());
                if (rid != null) {
                    receive.add(List.of(new Simulcast.Layer(layer.rid(), false)));
                    received.add(rid);
                    break;
                }
            }
        }
        return new SectionSources(
                List.of(),
                List.of(),
                List.of(),
                received,
                receive.isEmpty() ? null : new Simulcast(List.of(), receive));
    }
}
