package dev.peerscribe.access;

import static dev.peerscribe.access.Endpoint.audited;
import static dev.peerscribe.access.Endpoint.read;
import static dev.peerscribe.access.Endpoint.unaudited;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;

/** Every endpoint of the API with the scope that opens it: what is not listed is open to nobody. */
final class Endpoints {
    private static final String MEETINGS = "/api/v1/meetings";
    private static final String MEETING = MEETINGS + "/{id}";
    private static final String RELAYS = MEETING + "/relays";
    private static final String APPROVAL = MEETING + "/recording/approval";
    private static final String SPEECH = MEETING + "/speech";
    private static final String RECORDINGS = "/api/v1/recordings";
    private static final String RECORDING = RECORDINGS + "/{id}";
    private static final String COMPOSITES = RECORDING + "/composites";
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String DELIVERIES = WEBHOOKS + "/{id}/deliveries";
    private static final String GUESTS = "/demo/guests";

    static final List<Endpoint> ALL = List.of(
            read(Scope.AGENT_READ, "/api/v1/status", "agent.read"),
            audited(Scope.AGENT_DRAIN, POST, "/api/v1/drain", "agent.drain"),
            read(Scope.AGENT_READ, "/v3/api-docs", "agent.read"),
            read(Scope.AGENT_READ, "/v3/api-docs.yaml", "agent.read"),
            read(Scope.EVENTS, "/api/v1/events", "events.read"),
            read(Scope.EVENTS, MEETING + "/events", "events.read"),
            //
            read(Scope.MEETINGS_READ, MEETINGS, "meeting.read"),
            audited(Scope.MEETINGS_WRITE, POST, MEETINGS, "meeting.join"),
            read(Scope.MEETINGS_READ, MEETING, "meeting.read"),
            audited(Scope.MEETINGS_WRITE, DELETE, MEETING, "meeting.leave"),
            audited(Scope.MEETINGS_WRITE, PUT, MEETING + "/recording", "meeting.record"),
            audited(Scope.PEERS_APPROVE, POST, MEETING + "/peers/{peer}/approve", "peer.approve"),
            //
            audited(Scope.RECORDINGS_APPROVE, POST, APPROVAL, "recording.approve"),
            audited(Scope.RECORDINGS_APPROVE, DELETE, APPROVAL, "recording.withdraw-approval"),
            //
            read(Scope.MEETINGS_READ, SPEECH, "speech.read"),
            audited(Scope.SPEECH_WRITE, POST, SPEECH, "speech.begin"),
            read(Scope.MEETINGS_READ, SPEECH + "/{speech}", "speech.read"),
            audited(Scope.SPEECH_WRITE, DELETE, SPEECH + "/{speech}", "speech.stop"),
            //
            read(Scope.CHAT_READ, MEETING + "/chat", "chat.read"),
            audited(Scope.CHAT_WRITE, POST, MEETING + "/chat", "chat.post"),
            unaudited(Scope.CHAT_WRITE, POST, MEETING + "/chat/read", "chat.mark-read"),
            //
            read(Scope.RELAYS_READ, RELAYS, "relay.read"),
            audited(Scope.RELAYS_WRITE, POST, RELAYS, "relay.begin"),
            read(Scope.RELAYS_READ, RELAYS + "/{relay}", "relay.read"),
            audited(Scope.RELAYS_WRITE, DELETE, RELAYS + "/{relay}", "relay.end"),
            //
            read(Scope.RECORDINGS_READ, RECORDINGS, "recording.read"),
            read(Scope.RECORDINGS_READ, RECORDING, "recording.read"),
            audited(Scope.RECORDINGS_READ, GET, RECORDING + "/files/{name}", "recording.download"),
            audited(Scope.RECORDINGS_READ, GET, RECORDING + "/manifest", "recording.manifest"),
            audited(Scope.RECORDINGS_DELETE, DELETE, RECORDING, "recording.delete"),
            //
            read(Scope.RECORDINGS_READ, "/api/v1/uploads", "upload.read"),
            read(Scope.RECORDINGS_READ, RECORDING + "/uploads", "upload.read"),
            //
            read(Scope.RECORDINGS_READ, COMPOSITES, "composite.read"),
            audited(Scope.RECORDINGS_WRITE, POST, COMPOSITES, "composite.request"),
            read(Scope.RECORDINGS_READ, COMPOSITES + "/{composite}", "composite.read"),
            audited(Scope.RECORDINGS_READ, GET, COMPOSITES + "/{composite}/file", "composite.download"),
            audited(Scope.RECORDINGS_DELETE, DELETE, COMPOSITES + "/{composite}", "composite.delete"),
            //
            read(Scope.AGENT_READ, WEBHOOKS, "webhook.read"),
            read(Scope.AGENT_READ, DELIVERIES, "webhook.read"),
            audited(Scope.WEBHOOKS_WRITE, POST, DELIVERIES + "/{message}/retry", "webhook.retry"),
            audited(Scope.WEBHOOKS_WRITE, DELETE, DELIVERIES + "/{message}", "webhook.discard"),
            //
            read(Scope.DEMO, "/demo/config", "demo.read"),
            read(Scope.DEMO, GUESTS, "demo.read"),
            audited(Scope.DEMO, POST, GUESTS, "demo.invite"),
            read(Scope.DEMO, GUESTS + "/{id}", "demo.read"),
            audited(Scope.DEMO, DELETE, GUESTS + "/{id}", "demo.dismiss"));

    private Endpoints() {}

    /** The one that a request calls, if it is one of these. */
    static Optional<Endpoint> of(HttpServletRequest request) {
        PathContainer path = path(request);
        return ALL.stream()
                .filter(endpoint -> endpoint.matches(request.getMethod(), path))
                .findFirst();
    }

    /** As Spring's own dispatching reads it: what is encoded stays apart from what separates. */
    static PathContainer path(HttpServletRequest request) {
        return PathContainer.parsePath(request.getRequestURI());
    }
}
