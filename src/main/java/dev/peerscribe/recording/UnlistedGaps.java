package dev.peerscribe.recording;

/**
 * Gaps of a recording that are in no list, since it is full.
 *
 * @param seconds how long they are together
 */
public record UnlistedGaps(int count, double seconds) {}
