package dev.peerscribe.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a client sees it.
 *
 * @param id greater than that of every event before, also across a restart
 * @param name such as {@code peer.joined}
 * @param meetingId the meeting it happened in, if it did in one
 * @param data what happened
 */
record Fact(long id, String name, @Nullable String meetingId, Map<String, Object> data) {
    static final String MEETING_LEFT = "meeting.left";
}
