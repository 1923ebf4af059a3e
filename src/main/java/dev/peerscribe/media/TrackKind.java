package dev.peerscribe.media;

/** What a track carries. */
public enum TrackKind {
    AUDIO,
    VIDEO
}
