package dev.peerscribe.api;

import dev.peerscribe.access.Refusal;
import dev.peerscribe.access.Refusals;
import dev.peerscribe.meeting.Violation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes problem details and counts them. */
@Component
class Problems implements Refusals {
    private final Map<ProblemType, Counter> counters = new EnumMap<>(ProblemType.class);
    private final JsonMapper json;

    Problems(MeterRegistry registry, JsonMapper json) {
        this.json = json;
        for (ProblemType type : ProblemType.values()) {
            counters.put(
                    type,
                    Counter.builder("peerscribe.api.problems")
                            .description("requests that were answered with a problem")
                            .baseUnit("requests")
                            .tag("type", type.tag())
                            .register(registry));
        }
    }

    ResponseEntity<Object> answer(ProblemType type, String detail) {
        return answer(type, detail, List.of(), HttpHeaders.EMPTY, Map.of());
    }

    /** The answer; {@code more} are members beyond those of the RFC. */
    ResponseEntity<Object> answer(
            ProblemType type, String detail, List<Violation> errors, HttpHeaders headers, Map<String, Object> more) {
        // Said outright, so that it is a problem detail whatever the client accepts.
        return ResponseEntity.status(type.status())
                .headers(all -> all.putAll(headers))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem(type, detail, errors, more));
    }

    /** The same from a filter, before any controller. */
    void write(HttpServletResponse response, ProblemType type, String detail) throws IOException {
        byte[] body = json.writeValueAsBytes(problem(type, detail, List.of(), Map.of()));
        response.setStatus(type.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    @Override
    public void write(HttpServletResponse response, Refusal refusal) throws IOException {
        ProblemType type = switch (refusal) {
            case UNAUTHENTICATED -> ProblemType.UNAUTHENTICATED;
            case FORBIDDEN -> ProblemType.FORBIDDEN;
            case TOO_MANY -> ProblemType.RATE_LIMITED;
            case UNAVAILABLE -> ProblemType.CREDENTIALS_UNPROVEN;
        };
        write(response, type, ProblemWords.of(type));
    }

    private ProblemDetail problem(ProblemType type, String detail, List<Violation> errors, Map<String, Object> more) {
        Objects.requireNonNull(counters.get(type)).increment();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(type.status(), detail);
        problem.setType(type.uri());
        problem.setTitle(type.title());
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors);
        }
        more.forEach(problem::setProperty);
        return problem;
    }
}
