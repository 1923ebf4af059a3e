package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.composite.CompositeLayout;

/** How participants share a composite's picture, as the contract spells it. */
enum CompositeLayoutName {
    @JsonProperty("grid")
    GRID(CompositeLayout.GRID),
    @JsonProperty("speaker")
    SPEAKER(CompositeLayout.SPEAKER);

    private final CompositeLayout layout;

    CompositeLayoutName(CompositeLayout layout) {
        this.layout = layout;
    }

    CompositeLayout layout() {
        return layout;
    }

    static CompositeLayoutName of(CompositeLayout layout) {
        return valueOf(layout.name());
    }
}
