package dev.peerscribe.recording;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a meeting may be recorded, as somebody said who was asked for it.
 *
 * @param at when, by the agent's clock
 * @param by who said so, in the words of whoever passed it on
 * @param note what else was said, null for nothing
 */
public record RecordingApproval(
        Instant at, String by, @Nullable String note) {}
