package dev.peerscribe.api;

import dev.peerscribe.media.TrackQuality;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Quality", description = "How well a track came through, by the statistics of its engine.")
record QualityView(
        long packetsReceived,
        @Schema(description = "by RTCP's count") long packetsLost,

        @Schema(description = "pictures that came and were not handed over; 0 for sound")
        long framesDropped,

        @Schema(description = "times that the picture stood still; 0 for sound")
        long freezes,

        @Schema(description = "interarrival jitter, the latest")
        double jitterSeconds,

        @Schema(description = "payload, bits a second") long bitRate) {
    static @Nullable QualityView of(@Nullable TrackQuality quality) {
        return quality == null
                ? null
                : new QualityView(
                        quality.packetsReceived(),
                        quality.packetsLost(),
                        quality.framesDropped(),
                        quality.freezes(),
                        quality.jitterSeconds(),
                        quality.bitsPerSecond());
    }
}
