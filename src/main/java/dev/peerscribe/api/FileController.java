package dev.peerscribe.api;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import dev.peerscribe.storage.UploadSnapshot;
import dev.peerscribe.storage.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
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
    private final Uploads uploads;

    FileController(Recordings recordings, Uploads uploads) {
        this.recordings = recordings;
        this.uploads = uploads;
    }

    @GetMapping("/{name}")
    @Operation(
            summary = "A finished file, whole or in ranges",
            description =
                    "Where its local copy has gone, a redirect to the store with a link that holds for minutes, for the"
                            + " same method; 410 where links are switched off.")
    ResponseEntity<Resource> file(
            HttpMethod method,
            @PathVariable String id,
            @PathVariable String name,
            @Parameter(description = "to be saved, not played") @RequestParam(required = false) @Nullable
                    String download,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange)
            throws IOException {
        Path path = recordings.file(id, name).orElse(null);
        if (path == null) {
            return elsewhere(id, name, method.equals(HttpMethod.HEAD));
        }
        String digest =
                recordings.find(id).map(recording -> digest(recording, name)).orElse(null);
        return new FileAnswer(download != null, range, ifRange).of(path, name, digest);
    }

    private ResponseEntity<Resource> elsewhere(String id, String name, boolean head) {
        UploadSnapshot.File file = uploads.find(id).stream()
                .flatMap(upload -> upload.files().stream())
                .filter(each -> each.name().equals(name) && each.uploaded())
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("file"));
        URI link = uploads.link(id, name, head)
                .orElseThrow(() -> new ApiException(
                        ProblemType.GONE,
                        "the file is no longer on the agent's disk but at " + file.object(),
                        List.of()));
        return ResponseEntity.status(HttpStatus.TEMPORARY_REDIRECT)
                .location(link)
                .cacheControl(CacheControl.noStore())
                .build();
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
