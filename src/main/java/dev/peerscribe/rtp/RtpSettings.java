package dev.peerscribe.rtp;

import java.time.Duration;

/**
 * Limits and intervals of a session.
 *
 * @param maxBitsPerSecond what REMB lets the sender send while nothing heavy is lost
 * @param reportInterval between receiver reports on average (RFC 3550 §6.2)
 * @param feedbackInterval between transport-wide feedbacks
 * @param longestWait for a packet that may yet be sent again
 * @param longestSoundWait as before, for sound; where sound is not asked for again, the wait for a packet out of order
 * @param mostSources sources of RTP at the same time
 * @param heldBytes memory of packets that wait for others and of frames begun, of all sources together; see
 *     {@link HeldMemory}
 */
public record RtpSettings(
        long maxBitsPerSecond,
        Duration reportInterval,
        Duration feedbackInterval,
        Duration longestWait,
        Duration longestSoundWait,
        int mostSources,
        int heldBytes) {
    /** What fits a recorder: the sender's full rate, and rather late than lost. */
    public static RtpSettings defaults() {
        return new RtpSettings(
                20_000_000,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMillis(1500),
                Duration.ofMillis(200),
                64,
                32 << 20);
    }
}
