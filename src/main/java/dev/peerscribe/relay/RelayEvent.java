package dev.peerscribe.relay;

import org.jspecify.annotations.Nullable;

/** A fact about a live output. A listener only enqueues. */
public sealed interface RelayEvent {
    String meetingId();

    String relayId();

    /** It was asked for; {@code target} is without what is secret in it. */
    record RelayStarted(String meetingId, String relayId, String target) implements RelayEvent {}

    /** It went from one state to another, where it failed with the cause. */
    record RelayStateChanged(
            String meetingId,
            String relayId,
            RelayState from,
            RelayState to,
            @Nullable RelayCause cause) implements RelayEvent {}

    /** Nothing goes out any more: it was ended, or failed for good. */
    record RelayFinished(String meetingId, String relayId, RelayState state) implements RelayEvent {}
}
