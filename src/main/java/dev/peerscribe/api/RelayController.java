package dev.peerscribe.api;

import dev.peerscribe.meeting.Meetings;
import dev.peerscribe.relay.RelaySnapshot;
import dev.peerscribe.relay.Relays;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Live outputs. What is secret in a target comes in here and never goes out. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/relays")
@Tag(name = "relays", description = "Live outputs of a participant's sound and picture")
class RelayController {
    private final Meetings meetings;
    private final Relays relays;

    RelayController(Meetings meetings, Relays relays) {
        this.meetings = meetings;
        this.relays = relays;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Begins a live output; the way to its destination is made in the background",
            description = "A destination that fails is tried again until the output is ended or the meeting is left.")
    ResponseEntity<RelayView> begin(@PathVariable String id, @RequestBody RelayBody body) {
        RelaySnapshot begun =
                meetings.relay(id, body.request("target")).orElseThrow(() -> ApiException.notFound("meeting"));
        return ResponseEntity.created(URI.create("/api/v1/meetings/" + id + "/relays/" + begun.id()))
                .body(RelayView.of(begun));
    }

    @GetMapping
    @Operation(summary = "Live outputs of a meeting, in the order of their beginning")
    List<RelayView> list(@PathVariable String id) {
        if (!meetings.knows(id)) {
            throw ApiException.notFound("meeting");
        }
        return relays.list(id).stream().map(RelayView::of).toList();
    }

    @GetMapping("/{relay}")
    @Operation(summary = "One live output")
    RelayView get(@PathVariable String id, @PathVariable String relay) {
        return relays.find(id, relay).map(RelayView::of).orElseThrow(() -> ApiException.notFound("relay"));
    }

    @DeleteMapping("/{relay}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Ends a live output")
    void end(@PathVariable String id, @PathVariable String relay) {
        if (!relays.end(id, relay)) {
            throw ApiException.notFound("relay");
        }
    }
}
