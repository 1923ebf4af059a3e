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
                        number(values, "framesDecoded"),
                        number(values, "packetsReceived"),
                        number(values, "framesDropped"),
                        number(values, "freezeCount"),
                        values.get("jitter") instanceof Number jitter ? jitter.doubleValue() : 0));
            }
        }
        return tracks;
    }

    /** Whether the peer ended the DTLS of every transport there is (RFC 5246, section 7.2.1), as one does that leaves. */
    static boolean isHungUp(RTCStatsReport report) {
        List<RTCStats> transports = report.getStats().values().stream()
                .filter(stat -> stat.getType() == RTCStatsType.TRANSPORT)
                .toList();
        return !transports.isEmpty()
                && transports.stream()
                        .allMatch(stat -> "closed".equals(stat.getAttributes().get("dtlsState")));
    }

    /** What the inbound streams whose media section is a key of {@code trackIds} play, and how long it was held. */
    static List<Playout> playouts(RTCStatsReport report, Map<String, String> trackIds) {
        List<Playout> playouts = new ArrayList<>();
        for (RTCStats stat : report.getStats().values()) {
            Map<String, Object> values = stat.getAttributes();
            String trackId = trackIds.get(String.valueOf(values.get("mid")));
            if (stat.getType() == RTCStatsType.INBOUND_RTP && trackId != null) {
                playouts.add(new Playout(
                        trackId,
                        "audio".equals(values.get("kind")) ? TrackKind.AUDIO : TrackKind.VIDEO,
                        values.get("jitterBufferDelay") instanceof Number delay ? delay.doubleValue() : 0,
                        number(values, "jitterBufferEmittedCount")));
            }
        }
        return playouts;
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
