package dev.peerscribe.recording;

/** The life of a recording, as the REST contract names it. */
public enum RecordingState {
    RECORDING,
    PAUSED,
    /** Stopped; files are being completed. */
    FINALIZING,
    COMPLETE,
    /** Nothing playable came of it. */
    FAILED
}
