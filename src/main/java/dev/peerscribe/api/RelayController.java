package dev.peerscribe.api;

import dev.peerscribe.meeting.Meetings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Live outputs, which are part of the contract and not there yet. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/relays")
@Tag(name = "relays", description = "Live outputs: not there yet")
class RelayController {
    private final Meetings meetings;

    RelayController(Meetings meetings) {
        this.meetings = meetings;
    }

    @PostMapping
    @Operation(summary = "Begins a live output: not there yet")
    void begin(@PathVariable String id) {
        throw refusal(id);
    }

    @GetMapping({"", "/{relay}"})
    @Operation(summary = "Live outputs of a meeting: not there yet")
    void get(@PathVariable String id) {
        throw refusal(id);
    }

    @DeleteMapping("/{relay}")
    @Operation(summary = "Ends a live output: not there yet")
    void end(@PathVariable String id) {
        throw refusal(id);
    }

    private ApiException refusal(String meetingId) {
        return meetings.knows(meetingId)
                ? new ApiException(ProblemType.NOT_IMPLEMENTED, "the agent has no live outputs yet", List.of())
                : ApiException.notFound("meeting");
    }
}
