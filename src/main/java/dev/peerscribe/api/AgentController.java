package dev.peerscribe.api;

import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.meeting.AgentState;
import dev.peerscribe.meeting.MeetingProperties;
import dev.peerscribe.meeting.Meetings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The agent as a whole. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "agent", description = "The agent as a whole")
class AgentController {
    private final Meetings meetings;
    private final MeetingProperties properties;
    private final KeyManager keys;
    private final String version;

    AgentController(
            Meetings meetings, MeetingProperties properties, KeyManager keys, ObjectProvider<BuildProperties> build) {
        this.meetings = meetings;
        this.properties = properties;
        this.keys = keys;
        // Only a packaged build knows; a run from an IDE does not.
        BuildProperties known = build.getIfAvailable();
        String built = known == null ? null : known.getVersion();
        this.version = built == null ? "unknown" : built;
    }

    @GetMapping("/status")
    @Operation(summary = "The agent, its state and its meetings")
    Status status() {
        PeerKey key = keys.identity().publicKey();
        return new Status(
                key.shortId(),
                properties.displayName(),
                version,
                key.fingerprint(),
                key.numericFingerprint(),
                meetings.state(),
                new Capacity(meetings.capacity(), meetings.used()),
                meetings.list().stream().map(MeetingView::of).toList());
    }

    @PostMapping("/drain")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Takes no new meeting from now on and finishes what runs")
    Status drain() {
        meetings.drain();
        return status();
    }

    @Schema(name = "Status", description = "The agent.")
    record Status(
            @Schema(description = "lasts as long as the agent's key")
            String id,

            String name,
            String version,

            @Schema(description = "SHA-256 of the agent's public key; another one after the key was rotated")
            String keyFingerprint,

            @Schema(description = PeerView.NUMERIC_FINGERPRINT)
            String numericFingerprint,

            AgentState state,
            Capacity capacity,
            List<MeetingView> meetings) {}

    @Schema(name = "Capacity")
    record Capacity(
            @Schema(description = "meetings at a time") int meetings,
            @Schema(description = "meetings now") int used) {}
}
