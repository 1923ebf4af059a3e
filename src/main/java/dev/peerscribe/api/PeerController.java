package dev.peerscribe.api;

import dev.peerscribe.media.Approval;
import dev.peerscribe.meeting.Meetings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What can be said of a meeting's peers. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/peers/{peer}")
@Tag(name = "meetings", description = "Meetings that the agent is in")
class PeerController {
    private final Meetings meetings;

    PeerController(Meetings meetings) {
        this.meetings = meetings;
    }

    @PostMapping("/approve")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Trusts a peer for this meeting",
            description =
                    "For a peer that waits, whose latest offer is then answered, or one that was let in and marked."
                            + " With pin-on-first-use its name is pinned to its key.")
    @ApiResponse(responseCode = "204", description = "It is trusted")
    @ApiResponse(responseCode = "404", description = "No such meeting or peer")
    @ApiResponse(responseCode = "409", description = "Nothing of it waits for an approval")
    void approve(@PathVariable String id, @PathVariable String peer) {
        Approval approval = meetings.approve(id, peer).orElseThrow(() -> ApiException.notFound("meeting"));
        switch (approval) {
            case APPROVED -> {}
            case NOT_WAITING ->
                throw new ApiException(ProblemType.CONFLICT, "nothing of this peer waits for an approval", List.of());
            case UNKNOWN_PEER -> throw ApiException.notFound("peer");
        }
    }
}
