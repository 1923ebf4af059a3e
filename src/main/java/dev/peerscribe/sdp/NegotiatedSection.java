package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A media section that both ends take.
 *
 * @param mid its id
 * @param index of its line among all, from 0
 * @param video whether pictures, not sound
 * @param receiving whether its sender may send now
 * @param formats that may come, the sender's favourite first
 * @param extensions the ids of the header extensions
 * @param reducedSize whether RTCP packets may stand alone (RFC 5506)
 * @param sources announced by SSRC; may be none
 * @param rids the ids of simulcast layers, as they were offered; may be none
 * @param msids the streams that its track is of
 */
public record NegotiatedSection(
        String mid,
        int index,
        boolean video,
        boolean receiving,
        List<NegotiatedFormat> formats,
        Map<ExtensionType, Integer> extensions,
        boolean reducedSize,
        List<RtpSource> sources,
        List<String> rids,
        List<Msid> msids) {
    public NegotiatedSection {
        formats = List.copyOf(formats);
        extensions = Map.copyOf(extensions);
        sources = List.copyOf(sources);
        rids = List.copyOf(rids);
        msids = List.copyOf(msids);
    }

    /** What our section and the sender's have in common; one of them answers the other. */
    static NegotiatedSection of(String mid, int index, MediaSection local, MediaSection remote) {
        return new NegotiatedSection(
                mid,
                index,
                remote.line().isVideo(),
                local.direction().receives() && remote.direction().sends(),
                formats(local, remote),
                extensions(local, remote),
                local.rtp().reducedSize() && remote.rtp().reducedSize(),
                RtpSource.of(remote.sources()),
                rids(local, remote),
                msids(remote.sources()));
    }

    private static List<NegotiatedFormat> formats(MediaSection local, MediaSection remote) {
        Map<Integer, RtpFormat> ours =
                local.rtp().formats().stream().collect(Collectors.toMap(RtpFormat::payloadType, it -> it));
        List<RtpFormat> common = remote.rtp().formats().stream()
                .filter(it -> {
                    RtpFormat our = ours.get(it.payloadType());
                    return our != null && our.isSameCodec(it);
                })
                .toList();
        List<NegotiatedFormat> formats = new ArrayList<>();
        for (RtpFormat format : common) {
            Receiving.codec(format, remote.line().isVideo()).ifPresent(codec -> {
                int retransmissions = common.stream()
                        .filter(it -> Receiving.associated(it) == format.payloadType())
                        .mapToInt(RtpFormat::payloadType)
                        .findFirst()
                        .orElse(-1);
                Set<Feedback> feedback = format.feedback().stream()
                        .filter(Objects.requireNonNull(ours.get(format.payloadType()))
                                .feedback()::contains)
                        .collect(Collectors.toSet());
                formats.add(new NegotiatedFormat(
                        format.payloadType(), codec, retransmissions, format.parameters(), feedback));
            });
        }
        return formats;
    }

    private static Map<ExtensionType, Integer> extensions(MediaSection local, MediaSection remote) {
        Map<ExtensionType, Integer> extensions = new EnumMap<>(ExtensionType.class);
        for (HeaderExtension theirs : remote.rtp().extensions()) {
            boolean common = local.rtp().extensions().stream()
                    .anyMatch(it -> it.id() == theirs.id() && it.uri().equals(theirs.uri()));
            if (common && theirs.direction().sends()) {
                theirs.type().ifPresent(it -> extensions.putIfAbsent(it, theirs.id()));
            }
        }
        return extensions;
    }

    private static List<String> rids(MediaSection local, MediaSection remote) {
        return remote.sources().rids().stream()
                .filter(theirs -> theirs.direction() == Direction.SENDONLY
                        && local.sources().rids().stream()
                                .anyMatch(it -> it.id().equals(theirs.id())))
                .map(Rid::id)
                .toList();
    }

    private static List<Msid> msids(SectionSources sources) {
        if (!sources.msids().isEmpty()) {
            return sources.msids();
        }
        Set<Msid> older = new LinkedHashSet<>();
        for (Ssrc ssrc : sources.ssrcs()) {
            if (ssrc.msid() != null) {
                older.add(ssrc.msid());
            }
        }
        return List.copyOf(older);
    }
}
