package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.recording.RecordingFormat;
import org.jspecify.annotations.Nullable;

/** What recorded files are, as configuration spells it too. */
enum RecordingFormatName {
    @JsonProperty("auto")
    AUTO(RecordingFormat.AUTO),
    @JsonProperty("matroska")
    MATROSKA(RecordingFormat.MATROSKA),
    @JsonProperty("mp4")
    MP4(RecordingFormat.MP4);

    private final RecordingFormat format;

    RecordingFormatName(RecordingFormat format) {
        this.format = format;
    }

    RecordingFormat format() {
        return format;
    }

    static @Nullable RecordingFormatName of(@Nullable RecordingFormat format) {
        return format == null ? null : valueOf(format.name());
    }
}
