package dev.peerscribe.api;

import dev.peerscribe.recording.Recordings;
import dev.peerscribe.storage.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where recordings went. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "uploads", description = "The way of finished recordings to the store")
class UploadController {
    private final Uploads uploads;
    private final Recordings recordings;

    UploadController(Uploads uploads, Recordings recordings) {
        this.uploads = uploads;
        this.recordings = recordings;
    }

    @GetMapping("/uploads")
    @Operation(summary = "Every upload, the oldest first")
    List<UploadView> list() {
        return uploads.list().stream().map(UploadView::of).toList();
    }

    @GetMapping("/recordings/{id}/uploads")
    @Operation(
            summary = "The upload of a recording; none where it stays on this disk, or is not finished",
            description = "Events: storage.uploaded, storage.failed and storage.released.")
    List<UploadView> get(@PathVariable String id) {
        if (recordings.find(id).isEmpty()) {
            throw ApiException.notFound("recording");
        }
        return uploads.find(id).map(UploadView::of).stream().toList();
    }
}
