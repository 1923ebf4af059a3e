package dev.peerscribe.embedded;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Invites demo guests, and tells the page where the relay is. */
@RestController
@ConditionalOnBooleanProperty({"peerscribe.embedded.demo.enabled", "peerscribe.embedded.relay.enabled"})
@RequestMapping(path = "/demo", produces = MediaType.APPLICATION_JSON_VALUE)
class DemoController {
    private static final int MAX_BODY = 16 * 1024;

    private final DemoGuests guests;
    private final OpenRelay relay;
    private final InvitationReader reader;

    DemoController(DemoGuests guests, OpenRelay relay, InvitationReader reader) {
        this.guests = guests;
        this.relay = relay;
        this.reader = reader;
    }

    @GetMapping("/config")
    Map<String, String> config() {
        return Map.of("relayUrl", relay.url().toString());
    }

    @GetMapping("/guests")
    List<GuestSnapshot> list() {
        return guests.list();
    }

    @GetMapping("/guests/{id}")
    ResponseEntity<Object> find(@PathVariable String id) {
        return guests.find(id).<ResponseEntity<Object>>map(ResponseEntity::ok).orElseGet(DemoController::unknown);
    }

    @PostMapping("/guests")
    ResponseEntity<Object> invite(HttpServletRequest request)
            throws IOException, BadInvitationException, GuestLimitException {
        // JSON or nothing: a form of another site's page must not invite anybody
        String type = request.getContentType();
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if ((type != null || body.length > 0) && !isJson(type)) {
            return problem(
                    problemDetail(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Not JSON", "The body must be application/json."));
        }
        if (body.length > MAX_BODY) {
            return problem(problemDetail(
                    HttpStatus.CONTENT_TOO_LARGE, "Too large", "An invitation has at most " + MAX_BODY + " bytes."));
        }
        GuestSnapshot guest = guests.invite(reader.read(body, relay.port()));
        return ResponseEntity.created(URI.create("/demo/guests/" + guest.id())).body(guest);
    }

    @DeleteMapping("/guests/{id}")
    ResponseEntity<Object> dismiss(@PathVariable String id) throws InterruptedException {
        return guests.dismiss(id) ? ResponseEntity.noContent().build() : unknown();
    }

    @ExceptionHandler
    ResponseEntity<Object> on(BadInvitationException e) {
        ProblemDetail detail = problemDetail(HttpStatus.BAD_REQUEST, "Bad invitation", e.getMessage());
        detail.setProperty("errors", e.violations());
        return problem(detail);
    }

    @ExceptionHandler
    ResponseEntity<Object> on(GuestLimitException e) {
        ProblemDetail detail = problemDetail(HttpStatus.SERVICE_UNAVAILABLE, "Too many guests", e.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds() + 1))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail);
    }

    private static ResponseEntity<Object> unknown() {
        return problem(problemDetail(HttpStatus.NOT_FOUND, "No such guest", "There is no guest of this id."));
    }

    private static boolean isJson(@Nullable String type) {
        try {
            return type != null && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static ProblemDetail problemDetail(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setTitle(title);
        problem.setDetail(detail);
        return problem;
    }

    private static ResponseEntity<Object> problem(ProblemDetail detail) {
        return ResponseEntity.status(detail.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail);
    }
}
