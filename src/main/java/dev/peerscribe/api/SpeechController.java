package dev.peerscribe.api;

import dev.peerscribe.meeting.Meetings;
import dev.peerscribe.speech.SpeechSnapshot;
import dev.peerscribe.speech.Speeches;
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

/** What the agent says in its meetings. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/speech")
@Tag(name = "speech", description = "What the agent says and shows in a meeting, by tracks of its own")
class SpeechController {
    private final Meetings meetings;
    private final Speeches speeches;

    SpeechController(Meetings meetings, Speeches speeches) {
        this.meetings = meetings;
        this.speeches = speeches;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Begins to say or show something, one thing at a time",
            description = "It begins once a peer agreed to receive it, so that nothing of it is lost.")
    ResponseEntity<SpeechView> begin(@PathVariable String id, @RequestBody SpeechBody body) {
        SpeechSnapshot begun = meetings.speak(id, body.request()).orElseThrow(() -> ApiException.notFound("meeting"));
        return ResponseEntity.created(URI.create("/api/v1/meetings/" + id + "/speech/" + begun.id()))
                .body(SpeechView.of(begun));
    }

    @GetMapping
    @Operation(summary = "What was said in a meeting lately, in the order of the beginning")
    List<SpeechView> list(@PathVariable String id) {
        if (!meetings.knows(id)) {
            throw ApiException.notFound("meeting");
        }
        return speeches.list(id).stream().map(SpeechView::of).toList();
    }

    @GetMapping("/{speech}")
    @Operation(summary = "One speech")
    SpeechView get(@PathVariable String id, @PathVariable String speech) {
        return speeches.find(id, speech).map(SpeechView::of).orElseThrow(() -> ApiException.notFound("speech"));
    }

    @DeleteMapping("/{speech}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Stops one; does nothing where it is over")
    void stop(@PathVariable String id, @PathVariable String speech) {
        if (!speeches.stop(id, speech)) {
            throw ApiException.notFound("speech");
        }
    }
}
