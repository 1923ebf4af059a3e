package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.media.EngineChoice;
import dev.peerscribe.media.EngineKind;

/** Which engine receives the media of a meeting, as configuration spells it too. */
enum EngineName {
    @JsonProperty("webrtc")
    WEBRTC(EngineChoice.WEBRTC),
    @JsonProperty("passthrough")
    PASSTHROUGH(EngineChoice.PASSTHROUGH),
    @JsonProperty("auto")
    AUTO(EngineChoice.AUTO);

    private final EngineChoice choice;

    EngineName(EngineChoice choice) {
        this.choice = choice;
    }

    EngineChoice choice() {
        return choice;
    }

    static EngineName of(EngineKind kind) {
        return valueOf(kind.name());
    }
}
