package dev.peerscribe.api;

import dev.peerscribe.chat.ChatClosedException;
import dev.peerscribe.chat.ChatQueueFullException;
import dev.peerscribe.chat.IdempotencyConflictException;
import dev.peerscribe.chat.InvalidChatTextException;
import dev.peerscribe.chat.InvalidIdempotencyKeyException;
import dev.peerscribe.composite.CompositeConflictException;
import dev.peerscribe.composite.CompositeQueueFullException;
import dev.peerscribe.composite.MediaGoneException;
import dev.peerscribe.manifest.VerificationBusyException;
import dev.peerscribe.media.VoiceRefusedException;
import dev.peerscribe.meeting.AgentDrainingException;
import dev.peerscribe.meeting.InvalidRequestException;
import dev.peerscribe.meeting.MeetingCapacityException;
import dev.peerscribe.meeting.MeetingConflictException;
import dev.peerscribe.meeting.MeetingTimeoutException;
import dev.peerscribe.meeting.Violation;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.relay.InvalidRelayException;
import dev.peerscribe.relay.RelayCapacityException;
import dev.peerscribe.relay.RelayConflictException;
import dev.peerscribe.speech.InvalidSpeechException;
import dev.peerscribe.speech.SpeechCapacityException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

/** Turns every exception into a problem detail with words of the agent's own. */
@RestControllerAdvice
class ApiExceptionHandler extends ResponseEntityExceptionHandler {
    /** A guess at when a place is free; nothing depends on it. */
    private static final String RETRY_AFTER_SECONDS = "30";

    private final Problems problems;
    private final JsonMapper json;

    ApiExceptionHandler(Problems problems, JsonMapper json) {
        this.problems = problems;
        this.json = json;
    }

    @ExceptionHandler
    ResponseEntity<Object> api(ApiException e) {
        return problems.answer(e.type(), message(e), e.violations(), e.headers(), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> meeting(InvalidRequestException e) {
        return problems.answer(ProblemType.INVALID_REQUEST, message(e), e.violations(), HttpHeaders.EMPTY, Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> busy(VerificationBusyException e) {
        return problems.answer(ProblemType.QUEUE_FULL, message(e), List.of(), retryAfter("5"), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> text(InvalidChatTextException e) {
        return invalid("text", message(e));
    }

    @ExceptionHandler
    ResponseEntity<Object> key(InvalidIdempotencyKeyException e) {
        return invalid("Idempotency-Key", message(e));
    }

    @ExceptionHandler
    ResponseEntity<Object> meeting(MeetingConflictException e) {
        String meeting = e.meetingId();
        return problems.answer(
                ProblemType.CONFLICT,
                message(e),
                List.of(),
                HttpHeaders.EMPTY,
                meeting == null ? Map.of() : Map.of("meeting", meeting));
    }

    @ExceptionHandler({
        RelayConflictException.class,
        RecordingConflictException.class,
        CompositeConflictException.class,
        IdempotencyConflictException.class,
        ChatClosedException.class
    })
    ResponseEntity<Object> conflict(RuntimeException e) {
        return problems.answer(ProblemType.CONFLICT, message(e));
    }

    @ExceptionHandler
    ResponseEntity<Object> gone(MediaGoneException e) {
        return problems.answer(ProblemType.GONE, message(e));
    }

    @ExceptionHandler
    ResponseEntity<Object> relay(InvalidRelayException e) {
        return invalid(e.field(), e.rule());
    }

    @ExceptionHandler
    ResponseEntity<Object> speech(InvalidSpeechException e) {
        return invalid(e.field(), e.rule());
    }

    @ExceptionHandler
    ResponseEntity<Object> voice(VoiceRefusedException e) {
        return problems.answer(
                switch (e.reason()) {
                    case UNKNOWN_MEETING -> ProblemType.NOT_FOUND;
                    case NOT_ENCODED, TAKEN -> ProblemType.CONFLICT;
                },
                message(e));
    }

    @ExceptionHandler
    ResponseEntity<Object> speeches(SpeechCapacityException e) {
        return problems.answer(
                ProblemType.AT_CAPACITY, message(e), List.of(), retryAfter(RETRY_AFTER_SECONDS), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> relays(RelayCapacityException e) {
        return problems.answer(
                ProblemType.AT_CAPACITY, message(e), List.of(), retryAfter(RETRY_AFTER_SECONDS), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> full(ChatQueueFullException e) {
        return problems.answer(ProblemType.QUEUE_FULL, message(e), List.of(), retryAfter("1"), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> full(CompositeQueueFullException e) {
        return problems.answer(
                ProblemType.QUEUE_FULL, message(e), List.of(), retryAfter(RETRY_AFTER_SECONDS), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> capacity(MeetingCapacityException e) {
        return problems.answer(
                ProblemType.AT_CAPACITY, message(e), List.of(), retryAfter(RETRY_AFTER_SECONDS), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> draining(AgentDrainingException e) {
        return problems.answer(ProblemType.DRAINING, message(e), List.of(), retryAfter(RETRY_AFTER_SECONDS), Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> timeout(MeetingTimeoutException e) {
        return problems.answer(ProblemType.TIMEOUT, message(e), List.of(), retryAfter("5"), Map.of());
    }

    /** A client that went away while it was answered is not told and no failure of the agent's. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> io(IOException e, HttpServletResponse response) {
        return response.isCommitted() ? null : internal(e, response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> internal(Exception e, HttpServletResponse response) {
        logger.error("a request failed", e);
        return response.isCommitted() ? null : problems.answer(ProblemType.INTERNAL, "the agent's log says more");
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return problems.answer(
                        ProblemType.BODY_TOO_LARGE,
                        message(tooLarge),
                        List.of(),
                        headers(HttpHeaders.CONNECTION, "close"),
                        Map.of());
            }
        }
        List<Violation> violations = BodyProblems.of(e.getCause(), json);
        return problems.answer(
                ProblemType.UNREADABLE_BODY,
                "the body must be a JSON object as the contract describes it",
                violations,
                HttpHeaders.EMPTY,
                Map.of());
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String field = e instanceof MethodArgumentTypeMismatchException mismatch ? mismatch.getName() : "";
        Class<?> type = e.getRequiredType();
        return invalid(
                field,
                type != null && (type.isPrimitive() || Number.class.isAssignableFrom(type))
                        ? "must be a whole number"
                        : "has the wrong form");
    }

    /** Whatever else Spring refuses: its status, its headers (such as Allow), our words. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (request instanceof ServletWebRequest servlet
                && servlet.getResponse() != null
                && servlet.getResponse().isCommitted()) {
            return null;
        }
        ProblemType type = ProblemType.of(status.value());
        if (type == ProblemType.INTERNAL) {
            logger.error("a request failed", e);
        }
        return problems.answer(type, ProblemWords.of(type), List.of(), headers, Map.of());
    }

    private ResponseEntity<Object> invalid(String field, String rule) {
        return problems.answer(
                ProblemType.INVALID_REQUEST,
                field + " " + rule,
                List.of(new Violation(field, rule)),
                HttpHeaders.EMPTY,
                Map.of());
    }

    private static HttpHeaders retryAfter(String seconds) {
        return headers(HttpHeaders.RETRY_AFTER, seconds);
    }

    private static HttpHeaders headers(String name, String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(name, value);
        return headers;
    }

    /** All these exceptions are the agent's own and carry a message that was written for the client. */
    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
