package dev.peerscribe.recording;

/** A fact about a recording. A listener only enqueues. */
public sealed interface RecordingEvent {
    String meetingId();

    String recordingId();

    /** A recording began; it waits for the first track. */
    record RecordingStarted(String meetingId, String recordingId) implements RecordingEvent {}

    /** It went from one state to another. */
    record RecordingStateChanged(String meetingId, String recordingId, RecordingState from, RecordingState to)
            implements RecordingEvent {}

    /** It is being completed although nobody wanted that. */
    record RecordingEndedEarly(String meetingId, String recordingId, EndReason reason) implements RecordingEvent {}

    /** Its files are complete, or it failed: see its state. */
    record RecordingFinished(String meetingId, String recordingId, RecordingState state) implements RecordingEvent {}

    /** It was removed with its files. */
    record RecordingRemoved(String meetingId, String recordingId) implements RecordingEvent {}
}
