package dev.peerscribe.sdp;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What our own offers ask for: every codec that is taken, with the payload types that Chromium uses. */
final class OfferedFormats {
    private static final Set<Feedback> VIDEO_FEEDBACK = EnumSet.allOf(Feedback.class);
    private static final Set<Feedback> AUDIO_FEEDBACK = EnumSet.of(Feedback.NACK, Feedback.TRANSPORT_CC);

    static final RtpParameters AUDIO = audio();
    static final RtpParameters VIDEO = video();

    private OfferedFormats() {}

    private static RtpParameters audio() {
        RtpFormat opus = new RtpFormat(
                111,
                Codec.OPUS.encodingName(),
                Codec.OPUS.clockRate(),
                2,
                Map.of("minptime", "10", "useinbandfec", "1"),
                AUDIO_FEEDBACK);
        return new RtpParameters(List.of(opus), extensions(false), true, true);
    }

    private static RtpParameters video() {
        List<RtpFormat> formats = new ArrayList<>();
        add(formats, Codec.VP8, 96, 97, Map.of());
        add(formats, Codec.VP9, 98, 99, Map.of("profile-id", "0"));
        add(formats, Codec.VP9, 100, 101, Map.of("profile-id", "2"));
        add(formats, Codec.H264, 102, 103, h264("6400", "1"));
        add(formats, Codec.H264, 104, 105, h264("4d00", "1"));
        add(formats, Codec.H264, 106, 107, h264("42e0", "1"));
        add(formats, Codec.H264, 108, 109, h264("42e0", "0"));
        add(formats, Codec.H264, 112, 113, h264("4200", "1"));
        add(formats, Codec.AV1, 45, 46, Map.of("profile", "0"));
        return new RtpParameters(formats, extensions(true), true, true);
    }

    private static Map<String, String> h264(String profile, String packetizationMode) {
        return Map.of(
                "profile-level-id",
                profile + H264Level.HIGHEST,
                "packetization-mode",
                packetizationMode,
                "level-asymmetry-allowed",
                "1");
    }

    private static void add(
            List<RtpFormat> formats,
            Codec codec,
            int payloadType,
            int retransmissions,
            Map<String, String> parameters) {
        formats.add(new RtpFormat(payloadType, codec.encodingName(), codec.clockRate(), 1, parameters, VIDEO_FEEDBACK));
        formats.add(new RtpFormat(
                retransmissions,
                Receiving.RETRANSMISSION,
                codec.clockRate(),
                1,
                Map.of(Receiving.ASSOCIATED, Integer.toString(payloadType)),
                Set.of()));
    }

    private static List<HeaderExtension> extensions(boolean video) {
        List<HeaderExtension> extensions = new ArrayList<>();
        int id = 0; // the same for sound and pictures, since they share a bundle
        for (ExtensionType type : ExtensionType.values()) {
            id++;
            if (type.isOfferedFor(video)) {
                extensions.add(new HeaderExtension(id, Direction.SENDRECV, type.uri()));
            }
        }
        return extensions;
    }
}
