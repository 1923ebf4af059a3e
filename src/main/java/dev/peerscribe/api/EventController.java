package dev.peerscribe.api;

import dev.peerscribe.access.Caller;
import dev.peerscribe.meeting.Meetings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events as they happen (server-sent events). */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
@Tag(name = "events", description = "Facts as they happen")
class EventController {
    private final EventStream stream;
    private final Meetings meetings;

    EventController(EventStream stream, Meetings meetings) {
        this.stream = stream;
        this.meetings = meetings;
    }

    @GetMapping("/events")
    @Operation(
            summary = "Every event of the agent",
            description =
                    "Resumable by Last-Event-ID; an event events.missed says that some are gone. What is thought of a"
                            + " peer's key is told by peer.trust, peer.waiting or peer.refused with trust and reason; another key"
                            + " under a known name by peer.key-changed besides; another key of the agent's by agent.key.")
    SseEmitter all(
            @Parameter(description = "the id of the last event that is known")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId) {
        return stream.subscribe(null, id(lastEventId), Caller.current()::holds);
    }

    @GetMapping("/meetings/{id}/events")
    @Operation(summary = "The events of one meeting", description = "Ends when the agent is out of the meeting.")
    SseEmitter ofMeeting(
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        if (!meetings.knows(id)) {
            throw ApiException.notFound("meeting");
        }
        return stream.subscribe(id, id(lastEventId), Caller.current()::holds);
    }

    private static @Nullable Long id(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return null;
        }
        if (!lastEventId.matches("\\d{1,18}")) {
            throw ApiException.invalid("Last-Event-ID", "must be the id of an event");
        }
        return Long.valueOf(lastEventId);
    }
}
