package dev.peerscribe.composite;

import org.jspecify.annotations.Nullable;

/** A fact about a composite. A listener only enqueues. */
public sealed interface CompositeEvent {
    String meetingId();

    String recordingId();

    String compositeId();

    /** It went to another state; {@code from} is null where it was asked for. */
    record CompositeStateChanged(
            String meetingId,
            String recordingId,
            String compositeId,
            @Nullable CompositeState from,
            CompositeState to,
            @Nullable String error)
            implements CompositeEvent {}

    /** A further part is made; told once a part, of which each is a minute or so long. */
    record CompositeProgressed(String meetingId, String recordingId, String compositeId, double progress)
            implements CompositeEvent {}

    /** It was cancelled or removed. */
    record CompositeRemoved(String meetingId, String recordingId, String compositeId) implements CompositeEvent {}
}
