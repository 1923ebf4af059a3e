package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import org.jspecify.annotations.Nullable;

/**
 * A track inside a file.
 *
 * @param codec in the file, such as {@code VP8} or {@code OPUS}
 * @param width of the first picture; null for sound
 * @param height of the first picture; null for sound
 * @param rotation how far a player is to turn the pictures clockwise, which the file tells it: 90, 180 or 270 degrees;
 *     null where they stand upright and for sound
 */
public record RecordedTrack(
        TrackKind kind,
        String codec,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer rotation) {}
