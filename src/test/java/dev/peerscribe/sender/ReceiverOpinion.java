package dev.peerscribe.sender;

/**
 * What the receiver said of what it was sent, until now.
 *
 * @param nacks requests for packets
 * @param packetsAsked packets asked for, each time counted
 * @param packetsRepeated of these, those that were still there to be sent again
 * @param pictureLosses requests for a key frame (PLI and FIR)
 * @param maximumBitrate what REMB allowed last, in bits a second; 0 without
 * @param transportFeedbacks transport-wide feedback packets that hold together
 * @param packetsTold packets that they told of
 * @param packetsSeen of these, those that came
 * @param reports receiver report blocks
 * @param fractionLost of the latest report on video, 0 to 255
 * @param malformed packets that broke the rules of their format, in words; at most ten
 */
public record ReceiverOpinion(
        long nacks,
        long packetsAsked,
        long packetsRepeated,
        long pictureLosses,
        long maximumBitrate,
        long transportFeedbacks,
        long packetsTold,
        long packetsSeen,
        long reports,
        int fractionLost,
        java.util.List<String> malformed) {}
