package dev.peerscribe.media;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the engine's statistics (W3C webrtc-stats). */
final class InboundStatistics {
    private InboundStatistics() {}

    /** The inbound streams whose media section is a key of {@code trackIds}. */
    static List<TrackStatistics> read(RTCStatsReport report, Map<String, String> trackIds) {
        Map<String, RTCStats> stats = report.getStats();
        List<TrackStatistics> tracks = new ArrayList<>();
        for (RTCStats stat : stats.values()) {
            if (stat.getType() != RTCStatsType.INBOUND_RTP) {
                continue;
            }
            Map<String, Object> values = stat.getAttributes();
            String trackId = trackIds.get(String.valueOf(values.get("mid")));
            if (trackId != null) {
                tracks.add(new TrackStatistics(
                        trackId,
                        codec(stats.get(String.valueOf(values.get("codecId")))),
                        number(values, "packetsLost"),
                        number(values, "bytesReceived"),
                        number(values, "framesDecoded"),
                        number(values, "packetsReceived"),
                        number(values, "framesDropped"),
                        number(values, "freezeCount"),
                        values.get("jitter") instanceof Number jitter ? jitter.doubleValue() : 0));
            }
        }
        return tracks;
    }

    /**
     * By how much, in nanoseconds, the sound is heard later than the picture that belongs to it, for every video track; by
     * what the engine plays at the moment of the report on the sender's clock. Empty until both have had a sender report, and
     * where there is more than one track of sound.
     */
    static Map<String, Long> soundLateness(RTCStatsReport report, Map<String, String> trackIds) {
        Map<String, Double> pictures = new HashMap<>();
        List<Double> sounds = new ArrayList<>();
        for (RTCStats stat : report.getStats().values()) {
            Map<String, Object> values = stat.getAttributes();
            if (stat.getType() == RTCStatsType.INBOUND_RTP
                    && values.get("estimatedPlayoutTimestamp") instanceof Number playing) {
                String trackId = trackIds.get(String.valueOf(values.get("mid")));
                if (trackId != null && "audio".equals(values.get("kind"))) {
                    sounds.add(playing.doubleValue());
                } else if (trackId != null) {
                    pictures.put(trackId, playing.doubleValue());
                }
            }
        }
        if (sounds.size() != 1) {
            return Map.of(); // of several nobody says which belongs to a picture
        }
        double heard = sounds.getFirst();
        Map<String, Long> lateness = new HashMap<>();
        pictures.forEach((trackId, shown) -> lateness.put(trackId, (long) ((shown - heard) * 1_000_000)));
        return lateness;
    }

    /** {@code video/VP8} is {@code VP8}. */
    private static @Nullable String codec(@Nullable RTCStats codec) {
        if (codec == null || !(codec.getAttributes().get("mimeType") instanceof String mime)) {
            return null;
        }
        return mime.substring(mime.indexOf('/') + 1);
    }

    private static long number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
