package dev.peerscribe.api;

import dev.peerscribe.meeting.ApprovalRequest;
import dev.peerscribe.meeting.Meetings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The approval without which a meeting that requires one is not recorded. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/recording/approval")
@Tag(name = "meetings", description = "Meetings that the agent is in")
class ApprovalController {
    private final Meetings meetings;

    ApprovalController(Meetings meetings) {
        this.meetings = meetings;
    }

    @PostMapping
    @Operation(
            summary = "Approves of the recording of a meeting, which begins if it waited for that",
            description = "The first approval stands until it is withdrawn; it is kept in each recording's manifest.")
    @ApiResponse(responseCode = "200", description = "The approval that stands")
    @ApiResponse(responseCode = "404", description = "No such meeting")
    @ApiResponse(responseCode = "409", description = "The meeting requires none")
    ApprovalView approve(@PathVariable String id, @RequestBody ApprovalBody body) throws InterruptedException {
        return meetings.approveRecording(id, body.request())
                .map(ApprovalView::of)
                .orElseThrow(() -> ApiException.notFound("meeting"));
    }

    @DeleteMapping
    @Operation(
            summary = "Withdraws the approval, which completes the recording under way",
            description = "After another approval a new recording begins.")
    @ApiResponse(responseCode = "200", description = "It waits for an approval again")
    @ApiResponse(responseCode = "404", description = "No such meeting")
    @ApiResponse(responseCode = "409", description = "There is none")
    ApprovalView withdraw(@PathVariable String id) throws InterruptedException {
        return meetings.withdrawApproval(id).map(ApprovalView::of).orElseThrow(() -> ApiException.notFound("meeting"));
    }

    @Schema(name = "Approval", description = "Somebody's word that a meeting may be recorded.")
    record ApprovalBody(
            @Schema(
                    description = "who gives it, such as a name; nothing proves it",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String by,

            @Schema(description = "what else is to be kept with it") @Nullable
            String note) {
        ApprovalRequest request() {
            if (by == null) {
                throw ApiException.invalid("by", "is required");
            }
            return new ApprovalRequest(by, note);
        }
    }
}
