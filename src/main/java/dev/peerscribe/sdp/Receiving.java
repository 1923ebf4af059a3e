package dev.peerscribe.sdp;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What this end takes of what is offered: the codecs that a container holds as they come, and their retransmissions. */
final class Receiving {
    static final String RETRANSMISSION = "rtx";
    static final String ASSOCIATED = "apt";

    private static final Set<Feedback> ALL_FEEDBACK = EnumSet.allOf(Feedback.class);
    private static final Set<Feedback> UNNUMBERED_FEEDBACK = EnumSet.complementOf(EnumSet.of(Feedback.TRANSPORT_CC));

    private Receiving() {}

    /** The codec of a format, where it is one that is taken. */
    static Optional<Codec> codec(RtpFormat format, boolean video) {
        return Codec.named(format.encodingName())
                .filter(it -> !isTakenForRtcp(format)
                        && it.isVideo() == video
                        && it.clockRate() == format.clockRate()
                        && format.channels() == (it == Codec.OPUS ? 2 : 1)
                        && isProfileTaken(it, format.parameters()));
    }

    /** The payload type that an RTX format retransmits for (RFC 4588 §8.1), or −1. */
    static int associated(RtpFormat format) {
        String value = format.parameters().getOrDefault(ASSOCIATED, "");
        boolean isRtx = !isTakenForRtcp(format) && format.encodingName().equalsIgnoreCase(RETRANSMISSION);
        return isRtx && value.length() <= 3 && SdpText.isDigits(value) ? Integer.parseInt(value) : -1;
    }

    /** Whether there is anything in the section that can be taken. */
    static boolean isAnyTaken(MediaSection offered) {
        boolean video = offered.line().isVideo();
        return offered.rtp().formats().stream().anyMatch(it -> codec(it, video).isPresent());
    }

    /** The formats that are answered, in the offerer's order of preference (RFC 3264 §6.1). */
    static List<RtpFormat> formats(MediaSection offered) {
        // feedback about all streams of a transport means nothing without the numbers it is about
        boolean numbered =
                extensions(offered).stream().anyMatch(it -> it.uri().equals(ExtensionType.TRANSPORT_WIDE_CC.uri()));
        Set<Feedback> known = numbered ? ALL_FEEDBACK : UNNUMBERED_FEEDBACK;
        Map<Integer, RtpFormat> taken = new HashMap<>();
        for (RtpFormat format : offered.rtp().formats()) {
            if (codec(format, offered.line().isVideo()).isPresent()) {
                taken.put(format.payloadType(), format);
            }
        }
        Set<Integer> repaired = new HashSet<>();
        List<RtpFormat> answered = new ArrayList<>();
        for (RtpFormat format : offered.rtp().formats()) {
            Codec codec = codec(format, offered.line().isVideo()).orElse(null);
            RtpFormat source = taken.get(associated(format));
            if (codec != null) {
                answered.add(format.with(parameters(codec, format.parameters()), feedback(format, known)));
            } else if (source != null
                    && source.clockRate() == format.clockRate()
                    && repaired.add(source.payloadType())) {
                answered.add(format.with(Map.of(ASSOCIATED, Integer.toString(source.payloadType())), Set.of()));
            }
        }
        return answered;
    }

    /** The header extensions that are answered: what the offerer sends and we understand (RFC 8285 §5). */
    static List<HeaderExtension> extensions(MediaSection offered) {
        Set<ExtensionType> seen = EnumSet.noneOf(ExtensionType.class);
        List<HeaderExtension> answered = new ArrayList<>();
        for (HeaderExtension extension : offered.rtp().extensions()) {
            ExtensionType type = extension.type().orElse(null);
            if (type != null && extension.direction().sends() && seen.add(type)) {
                Direction direction =
                        extension.direction() == Direction.SENDONLY ? Direction.RECVONLY : Direction.SENDRECV;
                answered.add(new HeaderExtension(extension.id(), direction, extension.uri()));
            }
        }
        return answered;
    }

    /** On a port with RTCP such packets, with the marker bit, would be taken for its (RFC 5761 §4). */
    private static boolean isTakenForRtcp(RtpFormat format) {
        return format.payloadType() >= 64 && format.payloadType() < 96;
    }

    private static boolean isProfileTaken(Codec codec, Map<String, String> parameters) {
        return switch (codec) {
            case VP8, OPUS -> true;
            case VP9 -> Set.of("0", "2").contains(parameters.getOrDefault("profile-id", "0"));
            case AV1 -> parameters.getOrDefault("profile", "0").equals("0");
            case H264 ->
                Set.of("0", "1").contains(parameters.getOrDefault("packetization-mode", "0"))
                        && H264Level.isProfileLevelId(parameters.getOrDefault("profile-level-id", "42000a"));
        };
    }

    /** Only what describes the format to its sender; the offerer's wishes as a receiver are not ours. */
    private static Map<String, String> parameters(Codec codec, Map<String, String> offered) {
        Map<String, String> answered = new LinkedHashMap<>(offered);
        answered.keySet()
                .retainAll(
                        switch (codec) {
                            case VP8 -> Set.of();
                            case VP9 -> Set.of("profile-id");
                            case AV1 -> Set.of("profile", "level-idx", "tier");
                            case H264 -> Set.of("packetization-mode", "profile-level-id", "level-asymmetry-allowed");
                            case OPUS -> Set.of("minptime", "useinbandfec");
                        });
        if (codec == Codec.H264) {
            answered.computeIfPresent("profile-level-id", (_, value) -> H264Level.answered(value, offered));
        } else if (codec == Codec.OPUS
                && offered.getOrDefault("sprop-stereo", "0").equals("1")) {
            answered.put("stereo", "1"); // its source has two channels; without this it would send one (RFC 7587 §6.1)
        }
        return answered;
    }

    private static Set<Feedback> feedback(RtpFormat format, Set<Feedback> known) {
        Set<Feedback> answered = EnumSet.noneOf(Feedback.class);
        answered.addAll(format.feedback());
        answered.retainAll(known);
        return answered;
    }
}
