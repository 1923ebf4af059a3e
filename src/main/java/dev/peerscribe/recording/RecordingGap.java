package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import java.time.Instant;

/**
 * A time of which something is missing from a recording.
 *
 * @param peer the peer's id
 */
public record RecordingGap(String peer, TrackKind kind, Instant from, Instant to, Cause cause) {
    /** Why it is missing. */
    public enum Cause {
        /** The recording was paused. */
        PAUSE,
        /** The encoder did not keep up. */
        ENCODER_OVERLOAD,
        /** The file could not be written, or not fast enough. */
        DISK,
        /** Nothing came from the peer, and the engine does not say why. */
        NO_MEDIA,
        /** The peer sent nothing: by the engine's statistics nothing was lost. */
        MUTE,
        /** The way to the peer was broken. */
        PEER_AWAY,
        /** Packets from the peer did not arrive. */
        NETWORK_LOSS,
        /** Pictures came that cannot be decoded without others that are missing: the next key frame was waited for. */
        KEY_FRAME
    }
}
