package dev.peerscribe.media;

import org.jspecify.annotations.Nullable;

/**
 * A remote track at one moment.
 *
 * @param id of the track, unique within the peer
 * @param codec such as {@code VP8}; null before the first statistics
 * @param width of the last picture, or key frame where the engine does not decode; null for sound or before the first
 * @param height as {@code width}
 * @param packetsLost since the track opened
 * @param bytes payload received since the track opened
 * @param framesReceived pictures or pieces of sound handed over by the engine
 * @param level of the sound, 0 to 1, root mean square of the last second; null for a picture, and where the engine does
 *     not decode and the sender does not say
 * @param muted whether nothing has come for two seconds, or of sound nothing but digital silence
 * @param speaking whether somebody speaks on it
 * @param quality since the track opened; null before the first statistics
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
        boolean muted,
        boolean speaking,
        @Nullable TrackQuality quality) {}
