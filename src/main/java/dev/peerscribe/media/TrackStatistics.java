package dev.peerscribe.media;

import org.jspecify.annotations.Nullable;

/**
 * An inbound track by the engine's statistics (W3C webrtc-stats, RTCInboundRtpStreamStats).
 *
 * @param trackId the engine's id of the track
 * @param codec such as {@code VP8} or {@code opus}; null before the first packet
 * @param packetsLost as RTCP counts it, may be negative where packets came twice
 * @param bytes payload bytes received
 * @param framesDecoded pictures decoded, 0 for sound
 * @param packetsReceived without retransmissions
 * @param framesDropped pictures that came and were not handed over, 0 for sound
 * @param freezes how often the picture stood still, 0 for sound
 * @param jitterSeconds interarrival jitter (RFC 3550 §6.4.1)
 */
public record TrackStatistics(
        String trackId,
        @Nullable String codec,
        long packetsLost,
        long bytes,
        long framesDecoded,
        long packetsReceived,
        long framesDropped,
        long freezes,
        double jitterSeconds) {}
