package dev.peerscribe.speech;

import org.jspecify.annotations.Nullable;

/** A fact about what the agent says. A listener only enqueues. */
public sealed interface SpeechEvent {
    String meetingId();

    String speechId();

    /** It was asked for. */
    record SpeechStarted(String meetingId, String speechId) implements SpeechEvent {}

    /** It went from one state to another, where it failed with the cause. */
    record SpeechStateChanged(
            String meetingId,
            String speechId,
            SpeechState from,
            SpeechState to,
            @Nullable SpeechCause cause) implements SpeechEvent {}

    /** Nothing is sent any more. */
    record SpeechFinished(String meetingId, String speechId, SpeechState state) implements SpeechEvent {}
}
