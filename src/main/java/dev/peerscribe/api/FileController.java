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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The files of a recording; Spring serves the ranges and the conditions. */
@RestController
@RequestMapping("/api/v1/recordings/{id}/files")
@Tag(name = "recordings")
class FileController {
    private static final MediaType WEBM = MediaType.valueOf("video/webm");
    private static final MediaType LINES = MediaType.valueOf("application/jsonl;charset=utf-8");
    private static final MediaType CAPTIONS = MediaType.valueOf("text/vtt;charset=utf-8");
    private static final MediaType MATROSKA = MediaType.valueOf("video/x-matroska");

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
        Resource file = new FileSystemResource(path);
        if (!file.exists()) {
            throw ApiException.notFound("file");
        }
        String etag = etag(id, name, file);
        boolean whole = ifRange != null && !ifRange.equals(etag);
        if (range != null && !whole) {
            checkRange(range, file);
        }
        ContentDisposition disposition = (download == null
                        ? ContentDisposition.inline()
                        : ContentDisposition.attachment())
                .filename(path.getFileName().toString())
                .build();
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(type(name))
                .eTag(etag)
                .lastModified(file.lastModified())
                .cacheControl(CacheControl.noCache())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString());
        if (range != null && whole) {
            // The range was meant for another version of the file. Spring knows no If-Range, but gives a stream whole.
            return answer.header(HttpHeaders.ACCEPT_RANGES, "bytes")
                    .contentLength(file.contentLength())
                    .body(new InputStreamResource(file.getInputStream()));
        }
        return answer.body(file);
    }

    /** By the digest where the recording knows it. */
    private String etag(String id, String name, Resource file) throws IOException {
        String digest =
                recordings.find(id).map(recording -> digest(recording, name)).orElse(null);
        return "\"" + (digest == null ? file.contentLength() + "-" + file.lastModified() : digest) + "\"";
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

    private static void checkRange(String range, Resource file) throws IOException {
        try {
            HttpRange.toResourceRegions(HttpRange.parseRanges(range), file);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                            ProblemType.RANGE_NOT_SATISFIABLE,
                            ProblemWords.of(ProblemType.RANGE_NOT_SATISFIABLE),
                            List.of())
                    .with(HttpHeaders.CONTENT_RANGE, "bytes */" + file.contentLength());
        }
    }

    private static MediaType type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "webm" -> WEBM;
            case "mkv" -> MATROSKA;
            case "jsonl" -> LINES;
            case "vtt" -> CAPTIONS;
            default -> MediaType.APPLICATION_OCTET_STREAM;
        };
    }
}
