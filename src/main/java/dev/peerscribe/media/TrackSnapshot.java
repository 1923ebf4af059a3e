package dev.peerscribe.media;

import org.jspecify.annotations.Nullable;

/**
 * A remote track at one moment.
 *
 * @param id of the track, unique within the peer
 * @param codec such as {@code VP8}; null before the first statistics
 * @param width of the last picture; null for sound or before the first
 * @param height of the last picture
 * @param packetsLost since the track opened
 * @param bytes payload received since the track opened
 * @param framesReceived pictures or blocks handed over by the engine
 * @param level of the sound, 0 to 1, root mean square of the last second; null for a picture
 * @param muted whether pictures stopped coming; always false for sound, which the engine fills with silence
 */
public record TrackSnapshot(
        String id,
        TrackKind kind,
        @Nullable String codec,
        @Nullable Integer width,
        @Nullable Integer height,
        long packetsLost,
        long bytes,
        long framesReceived,
        @Nullable Double level,
        boolean muted) {}
