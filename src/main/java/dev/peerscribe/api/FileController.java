package dev.peerscribe.api;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The files of a recording. */
@RestController
@RequestMapping("/api/v1/recordings/{id}/files")
@Tag(name = "recordings")
class FileController {
    private final Recordings recordings;

    FileController(Recordings recordings) {
        this.recordings = recordings;
    }

    @GetMapping("/{name}")
    @Operation(summary = "A finished file, whole or in ranges")
    ResponseEntity<Resource> file(
            @PathVariable String id,
            @PathVariable String name,
            @Parameter(description = "to be saved, not played") @RequestParam(required = false) @Nullable
                    String download,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange)
            throws IOException {
        Path path = recordings.file(id, name).orElseThrow(() -> ApiException.notFound("file"));
        String digest =
                recordings.find(id).map(recording -> digest(recording, name)).orElse(null);
        return new FileAnswer(download != null, range, ifRange).of(path, name, digest);
    }

    private static @Nullable String digest(RecordingSnapshot recording, String name) {
        for (RecordedFile file : recording.files()) {
            if (file.name().equals(name)) {
                return file.sha256();
            }
        }
        for (BesideFile file : recording.beside()) {
            if (file.name().equals(name)) {
                return file.sha256();
            }
        }
        return null;
    }
}
