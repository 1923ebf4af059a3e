package dev.peerscribe.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A source that will send (RFC 5576 §4.1).
 *
 * @param id 0 to 2³²−1
 * @param cname its canonical name, or null
 * @param msid stream and track as they were told before RFC 8830, or null
 */
record Ssrc(long id, @Nullable String cname, @Nullable Msid msid) {
    static final long MAX_ID = 0xffff_ffffL;
}
