package dev.peerscribe.media;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import java.util.ArrayList;
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
                        number(values, "framesDecoded")));
            }
        }
        return tracks;
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
