package dev.peerscribe.api;

import dev.peerscribe.composite.CompositeSnapshot;
import dev.peerscribe.composite.Composites;
import dev.peerscribe.recording.Recordings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Films of recordings: everybody in one picture. */
@RestController
@RequestMapping("/api/v1/recordings/{id}/composites")
@Tag(name = "composites", description = "Films of recordings: everybody in one picture, with mixed sound")
class CompositeController {
    private final Composites composites;
    private final Recordings recordings;

    CompositeController(Composites composites, Recordings recordings) {
        this.composites = composites;
        this.recordings = recordings;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Asks for a film of a complete recording",
            description =
                    "It waits for its turn, is made in the background and outlives a restart; 410 where the media of"
                            + " the recording are at the store only. Events: recording.composite.state, .progress and"
                            + " .removed.")
    ResponseEntity<CompositeView> request(
            @PathVariable String id, @RequestBody(required = false) @Nullable CompositeBody body) {
        CompositeBody wanted = body == null ? new CompositeBody(null, null, null, null) : body;
        CompositeSnapshot composite =
                composites.request(id, wanted.request()).orElseThrow(() -> ApiException.notFound("recording"));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/recordings/" + composite.recordingId() + "/composites/" + composite.id()))
                .body(CompositeView.of(composite));
    }

    @GetMapping
    @Operation(summary = "The films of a recording, the oldest first")
    List<CompositeView> list(@PathVariable String id) {
        if (recordings.find(id).isEmpty()) {
            throw ApiException.notFound("recording");
        }
        return composites.list(id).stream().map(CompositeView::of).toList();
    }

    @GetMapping("/{composite}")
    @Operation(summary = "One film with its state and progress")
    CompositeView get(@PathVariable String id, @PathVariable String composite) {
        return CompositeView.of(find(id, composite));
    }

    @GetMapping("/{composite}/file")
    @Operation(summary = "A finished film, whole or in ranges")
    ResponseEntity<Resource> file(
            @PathVariable String id,
            @PathVariable String composite,
            @Parameter(description = "to be saved, not played") @RequestParam(required = false) @Nullable
                    String download,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange)
            throws IOException {
        CompositeSnapshot.Film film = find(id, composite).file();
        Path path = composites.file(id, composite).orElseThrow(() -> ApiException.notFound("file"));
        if (film == null) {
            throw ApiException.notFound("file");
        }
        return new FileAnswer(download != null, range, ifRange).of(path, film.name(), film.sha256());
    }

    @DeleteMapping("/{composite}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Cancels or removes a film")
    void remove(@PathVariable String id, @PathVariable String composite) {
        if (!composites.remove(id, composite)) {
            throw ApiException.notFound("composite");
        }
    }

    private CompositeSnapshot find(String id, String composite) {
        return composites.find(id, composite).orElseThrow(() -> ApiException.notFound("composite"));
    }
}
