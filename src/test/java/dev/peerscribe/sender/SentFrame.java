package dev.peerscribe.sender;

/**
 * A frame as it was sent.
 *
 * @param number counts the frames that the sender captured, also those that it left out
 * @param clipFrame which one of the clip it was
 * @param timestamp its RTP timestamp, as on the wire
 * @param capturedNanos when it was captured, by {@link System#nanoTime()}
 * @param sentNanos when its last packet was sent
 */
public record SentFrame(long number, int clipFrame, int timestamp, boolean key, long capturedNanos, long sentNanos) {}
