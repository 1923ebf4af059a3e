package dev.peerscribe.recording;

/**
 * A file of a recording that stands beside the media.
 *
 * @param name within the recording's folder; letters, digits, {@code . _ -}
 * @param kind what is in it
 * @param bytes on disk
 * @param sha256 in lower-case hexadecimal
 */
public record BesideFile(String name, Kind kind, long bytes, String sha256) {
    /** What a file holds; all have the recording's start as their time 0. */
    public enum Kind {
        /** What was said in the chat: JSON Lines. */
        CHAT,
        /** The same for players: WebVTT. */
        CAPTIONS,
        /** Who came and left, and what was thought of them: JSON Lines. */
        EVENTS
    }
}
