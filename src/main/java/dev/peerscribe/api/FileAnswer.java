package dev.peerscribe.api;

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

/**
 * An answer that is a file, whole or in ranges; Spring serves the ranges and the conditions.
 *
 * @param download whether it is to be saved, not played
 * @param range the header Range, if there is one
 * @param ifRange the header If-Range
 */
record FileAnswer(
        boolean download, @Nullable String range, @Nullable String ifRange) {
    private static final MediaType WEBM = MediaType.valueOf("video/webm");
    private static final MediaType MP4 = MediaType.valueOf("video/mp4");
    private static final MediaType LINES = MediaType.valueOf("application/jsonl;charset=utf-8");
    private static final MediaType CAPTIONS = MediaType.valueOf("text/vtt;charset=utf-8");
    private static final MediaType MATROSKA = MediaType.valueOf("video/x-matroska");

    /** Gives a file of ours under a name of ours; by its digest where that is known. */
    ResponseEntity<Resource> of(Path path, String name, @Nullable String digest) throws IOException {
        Resource file = new FileSystemResource(path);
        if (!file.exists()) {
            throw ApiException.notFound("file");
        }
        String etag = "\"" + (digest == null ? file.contentLength() + "-" + file.lastModified() : digest) + "\"";
        boolean whole = ifRange != null && !ifRange.equals(etag);
        if (range != null && !whole) {
            checkRange(range, file);
        }
        ContentDisposition disposition = (download ? ContentDisposition.attachment() : ContentDisposition.inline())
                .filename(name)
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
            case "mp4" -> MP4;
            case "jpg" -> MediaType.IMAGE_JPEG;
            default -> MediaType.APPLICATION_OCTET_STREAM;
        };
    }
}
