package dev.peerscribe.api;

import dev.peerscribe.access.Audit;
import dev.peerscribe.access.Caller;
import dev.peerscribe.access.Scope;
import dev.peerscribe.meeting.MeetingSnapshot;
import dev.peerscribe.meeting.Meetings;
import dev.peerscribe.meeting.RecordingCommand;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Joining, looking at, recording and leaving meetings. */
@RestController
@RequestMapping("/api/v1/meetings")
@Tag(name = "meetings", description = "Meetings that the agent is in")
class MeetingController {
    private final Meetings meetings;

    MeetingController(Meetings meetings) {
        this.meetings = meetings;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Joins a meeting; the connection comes up in the background")
    ResponseEntity<MeetingView> join(@RequestBody JoinBody body) {
        if (body.relays() != null) {
            mustHave(Scope.RELAYS_WRITE);
        }
        if (Boolean.FALSE.equals(body.requireApproval())) {
            mustHave(Scope.RECORDINGS_APPROVE);
        }
        if (body.storage() != null) {
            mustHave(Scope.RECORDINGS_WRITE);
        }
        MeetingSnapshot joined = meetings.join(body.request());
        return ResponseEntity.created(URI.create("/api/v1/meetings/" + joined.id()))
                .body(MeetingView.of(joined));
    }

    private static void mustHave(Scope scope) {
        if (!Caller.current().may(scope)) {
            throw new ApiException(ProblemType.FORBIDDEN, ProblemWords.of(ProblemType.FORBIDDEN), List.of());
        }
    }

    @GetMapping
    @Operation(summary = "Every meeting, in the order of joining")
    List<MeetingView> list() {
        return meetings.list().stream().map(MeetingView::of).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One meeting with its signalling, peers, tracks, recording and chat")
    MeetingView get(@PathVariable String id) {
        return meetings.find(id).map(MeetingView::of).orElseThrow(() -> ApiException.notFound("meeting"));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Leaves a meeting; its recording is completed")
    void leave(@PathVariable String id) throws InterruptedException {
        if (!meetings.leave(id)) {
            throw ApiException.notFound("meeting");
        }
    }

    @PutMapping("/{id}/recording")
    @Operation(
            summary = "Starts, pauses, resumes or stops the recording of a meeting",
            description = "After STOPPED, RECORDING starts a new recording.")
    RecordingView record(@PathVariable String id, @RequestBody RecordingBody body, HttpServletRequest request)
            throws InterruptedException {
        RecordingCommand state = body.state();
        if (state == null) {
            throw ApiException.invalid("state", "is required: RECORDING, PAUSED or STOPPED");
        }
        Audit.detail(request, state.name());
        return meetings.record(id, state).map(RecordingView::of).orElseThrow(() -> ApiException.notFound("meeting"));
    }

    @Schema(name = "RecordingCommand")
    record RecordingBody(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            RecordingCommand state) {}
}
