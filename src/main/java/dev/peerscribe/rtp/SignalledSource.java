package dev.peerscribe.rtp;

import java.util.OptionalLong;

/**
 * A source that the description announced ({@code a=ssrc}, RFC 5576).
 *
 * @param ssrc 0 to 2³²−1
 * @param retransmission the source of its retransmissions ({@code a=ssrc-group:FID})
 */
public record SignalledSource(long ssrc, OptionalLong retransmission) {}
