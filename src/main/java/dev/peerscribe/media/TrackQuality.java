package dev.peerscribe.media;

/**
 * How well a track came through, by the engine's statistics (W3C webrtc-stats), which are asked for in intervals.
 *
 * @param packetsReceived without retransmissions
 * @param packetsLost as RTCP counts it (RFC 3550 §6.4.1), so that what came when asked for again may be in it; not negative
 * @param framesDropped pictures that came, but broken, too late or more than could be decoded; 0 for sound
 * @param freezes how often the picture stood still for three times as long as usual, and 150 ms more than that; 0 for sound
 * @param jitterSeconds interarrival jitter at the time (RFC 3550 §6.4.1)
 * @param bytes payload received
 * @param bitsPerSecond payload
 */
public record TrackQuality(
        long packetsReceived,
        long packetsLost,
        long framesDropped,
        long freezes,
        double jitterSeconds,
        long bytes,
        long bitsPerSecond) {
    /** What came since it was like that, so many seconds ago; all of it where the engine began to count anew. */
    public TrackQuality since(TrackQuality earlier, double seconds) {
        boolean anew = packetsReceived < earlier.packetsReceived || bytes < earlier.bytes;
        long received = anew ? bytes : bytes - earlier.bytes;
        return new TrackQuality(
                anew ? packetsReceived : packetsReceived - earlier.packetsReceived,
                anew ? packetsLost : Math.max(0, packetsLost - earlier.packetsLost),
                anew ? framesDropped : Math.max(0, framesDropped - earlier.framesDropped),
                anew ? freezes : Math.max(0, freezes - earlier.freezes),
                jitterSeconds,
                received,
                seconds > 0 ? Math.round(received * 8 / seconds) : 0);
    }
}
