package dev.peerscribe.api;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Track", description = "A picture or sound that a peer sends.")
record TrackView(
        String id,
        TrackKind kind,
        @Nullable String codec,

        @Schema(description = "pixels of the last picture") @Nullable
        Integer width,

        @Schema(description = "pixels of the last picture") @Nullable
        Integer height,

        long packetsLost,
        @Schema(description = "payload received") long bytes,

        @Schema(description = "pictures or pieces of sound received")
        long framesReceived,

        @Schema(description = "loudness in the last second, 0 to 1") @Nullable
        Double level,

        @Schema(description = "whether nothing has come for two seconds, or of sound nothing but digital silence")
        boolean muted,

        @Schema(description = "whether somebody speaks on it")
        boolean speaking,

        @Schema(description = "since the track opened; absent before the first statistics") @Nullable
        QualityView quality) {
    static TrackView of(TrackSnapshot track) {
        return new TrackView(
                track.id(),
                track.kind(),
                track.codec(),
                track.width(),
                track.height(),
                track.packetsLost(),
                track.bytes(),
                track.framesReceived(),
                track.level(),
                track.muted(),
                track.speaking(),
                QualityView.of(track.quality()));
    }
}
