package dev.peerscribe.embedded;

import java.time.Instant;

/**
 * A demo guest at one moment.
 *
 * @param meeting path of the relay it is on
 * @param framesSent pictures given to its encoder
 */
record GuestSnapshot(
        String id,
        String name,
        String meeting,
        String keyFingerprint,
        GuestState state,
        Instant joinedAt,
        Instant leavesAt,
        long framesSent) {}
