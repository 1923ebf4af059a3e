package dev.peerscribe.api;

import dev.peerscribe.manifest.Manifests;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import dev.peerscribe.storage.UploadSnapshot;
import dev.peerscribe.storage.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Recordings, finished and not. */
@RestController
@RequestMapping("/api/v1/recordings")
@Tag(name = "recordings", description = "Recordings that the agent makes or has")
class RecordingController {
    private final Recordings recordings;
    private final Manifests manifests;
    private final Uploads uploads;

    RecordingController(Recordings recordings, Manifests manifests, Uploads uploads) {
        this.recordings = recordings;
        this.manifests = manifests;
        this.uploads = uploads;
    }

    @GetMapping
    @Operation(summary = "Every recording, the newest first")
    List<RecordingView> list(
            @Parameter(description = "only those of this meeting") @RequestParam(required = false) @Nullable
                    String meeting) {
        return recordings.list().stream()
                .filter(recording -> meeting == null || recording.meetingId().equals(meeting))
                .map(RecordingView::of)
                .toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One recording with its files and gaps")
    RecordingView get(@PathVariable String id) {
        return RecordingView.of(find(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Removes a finished recording and its files")
    void delete(@PathVariable String id) {
        if (!recordings.delete(id)) {
            throw ApiException.notFound("recording");
        }
    }

    @GetMapping("/{id}/manifest")
    @Operation(
            summary = "The signed manifest, and whether it holds",
            description =
                    "To verify reads every file of the recording; verify=false leaves it. Of files that are at the store"
                            + " only, it cannot tell; signature, key and evidence are verified all the same.")
    ManifestView manifest(
            @PathVariable String id,
            @Parameter(description = "whether to verify") @RequestParam(defaultValue = "true") boolean verify) {
        find(id);
        Manifests.Signed signed = manifests.find(id).orElseThrow(() -> ApiException.notFound("manifest"));
        Set<String> elsewhere = uploads.find(id).filter(upload -> !upload.localCopy()).stream()
                .flatMap(upload -> upload.files().stream())
                .map(UploadSnapshot.File::name)
                .collect(Collectors.toSet());
        return ManifestView.of(signed, verify ? manifests.verify(id, elsewhere).orElse(null) : null);
    }

    private RecordingSnapshot find(String id) {
        return recordings.find(id).orElseThrow(() -> ApiException.notFound("recording"));
    }
}
