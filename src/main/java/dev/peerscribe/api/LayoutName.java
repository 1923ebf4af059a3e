package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.stage.Layout;

/** How participants share the picture of a composite, as the contract spells it. */
enum LayoutName {
    @JsonProperty("grid")
    GRID(Layout.GRID),
    @JsonProperty("speaker")
    SPEAKER(Layout.SPEAKER);

    private final Layout layout;

    LayoutName(Layout layout) {
        this.layout = layout;
    }

    Layout layout() {
        return layout;
    }

    static LayoutName of(Layout layout) {
        return valueOf(layout.name());
    }
}
