package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import org.jspecify.annotations.Nullable;

/**
 * A track inside a file.
 *
 * @param codec in the file, such as {@code VP8} or {@code OPUS}
 * @param width of the first picture; null for sound
 * @param height of the first picture; null for sound
 * @param rotation how far a player is to turn the pictures clockwise, which the file tells it: 90, 180 or 270 degrees;
 *     null where they stand upright and for sound
 * @param quality how well it came through while the file was recorded; null where that is not known
 */
public record RecordedTrack(
        TrackKind kind,
        String codec,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Integer rotation,
        @Nullable TrackQuality quality) {
    /** One of which is not known how well it came through. */
    public RecordedTrack(
            TrackKind kind,
            String codec,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Integer rotation) {
        this(kind, codec, width, height, rotation, null);
    }

    /** The same, come through so well. */
    RecordedTrack with(@Nullable TrackQuality came) {
        return new RecordedTrack(kind, codec, width, height, rotation, came);
    }
}
