package dev.peerscribe.meeting;

/** What a meeting's recording is to become. */
public enum RecordingCommand {
    RECORDING,
    PAUSED,
    STOPPED
}
