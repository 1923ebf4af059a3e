package dev.peerscribe.recording;

import org.jspecify.annotations.Nullable;

/**
 * A file of a recording that stands beside the media.
 *
 * @param name within the recording's folder; letters, digits, {@code . _ -}
 * @param kind what is in it
 * @param bytes on disk
 * @param sha256 in lower-case hexadecimal
 * @param peer whose it is, by its id; null for what is of all
 */
public record BesideFile(
        String name,
        Kind kind,
        long bytes,
        String sha256,
        @Nullable String peer) {
    /** One that is of all. */
    public BesideFile(String name, Kind kind, long bytes, String sha256) {
        this(name, kind, bytes, sha256, null);
    }

    /** What a file holds; times in it count from the recording's start. */
    public enum Kind {
        /** What was said in the chat: JSON Lines. */
        CHAT,
        /** The same for players: WebVTT. */
        CAPTIONS,
        /** Who came and left, and what was thought of them: JSON Lines. */
        EVENTS,
        /** A picture of one participant: JPEG. */
        POSTER,
        /** One picture of all participants: JPEG. */
        CONTACT_SHEET
    }
}
