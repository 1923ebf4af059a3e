package dev.peerscribe.rtp;

import dev.peerscribe.codec.Codec;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one section so far; all sources that it had are in the sums.
 *
 * @param codec of the latest packet
 * @param packetsReceived without retransmissions
 * @param packetsLost cumulative number of packets lost (RFC 3550 §6.4.1): what a retransmission made good again is in it
 * @param bytesReceived payload, retransmissions included
 * @param framesReceived handed over
 * @param framesDropped by cause; a frame of which no packet came is in none
 * @param keyFrameRequests PLI and FIR sent
 * @param nacks packets asked for again, every time counted
 * @param retransmissions packets that came by RTX (RFC 4588)
 * @param jitterSeconds interarrival jitter (RFC 3550 §6.4.1)
 * @param width pixels, of the latest frame handed over; 0 for sound
 * @param height as width
 * @param bitsPerSecond payload over about the last second
 * @param freezes how often a picture stood still longer than three times the usual interval and 150 ms more than it
 */
public record StreamStatistics(
        String mid,
        Optional<Codec> codec,
        long packetsReceived,
        long packetsLost,
        long bytesReceived,
        long framesReceived,
        Map<DropCause, Long> framesDropped,
        long keyFrameRequests,
        long nacks,
        long retransmissions,
        double jitterSeconds,
        int width,
        int height,
        long bitsPerSecond,
        long freezes) {
    public StreamStatistics {
        framesDropped = Map.copyOf(framesDropped);
    }
}
