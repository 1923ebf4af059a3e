package dev.peerscribe.api;

import dev.peerscribe.composite.CompositeSnapshot;
import dev.peerscribe.composite.CompositeState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Composite", description = "A film that is, was or will be made of a recording.")
record CompositeView(
        String id,
        String recordingId,
        LayoutName layout,
        String size,
        CompositeFormatName format,

        @Schema(description = "the only participant in it; not there where it is of everybody") @Nullable
        String peer,

        CompositeState state,
        Instant createdAt,

        @Schema(description = "0 to 1") double progress,

        @Schema(description = "the film, once it is there; its bytes are at …/file") @Nullable
        Film file,

        @Schema(description = "what is missing in it and why")
        List<String> notes,

        @Schema(description = "why it failed, in words") @Nullable
        String error) {

    @Schema(name = "Film")
    record Film(String name, long bytes, double durationSeconds, String sha256) {}

    static CompositeView of(CompositeSnapshot composite) {
        CompositeSnapshot.Film film = composite.file();
        return new CompositeView(
                composite.id(),
                composite.recordingId(),
                LayoutName.of(composite.request().layout()),
                composite.request().width() + "x" + composite.request().height(),
                CompositeFormatName.of(composite.request().format()),
                composite.request().peer(),
                composite.state(),
                composite.createdAt(),
                Math.round(composite.progress() * 1000) / 1000.0,
                film == null ? null : new Film(film.name(), film.bytes(), film.durationSeconds(), film.sha256()),
                composite.notes(),
                composite.error());
    }
}
