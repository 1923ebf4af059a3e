package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.composite.CompositeFormat;

/** What file a composite is, as the contract spells it. */
enum CompositeFormatName {
    @JsonProperty("mp4")
    MP4(CompositeFormat.MP4),
    @JsonProperty("webm")
    WEBM(CompositeFormat.WEBM);

    private final CompositeFormat format;

    CompositeFormatName(CompositeFormat format) {
        this.format = format;
    }

    CompositeFormat format() {
        return format;
    }

    static CompositeFormatName of(CompositeFormat format) {
        return valueOf(format.name());
    }
}
