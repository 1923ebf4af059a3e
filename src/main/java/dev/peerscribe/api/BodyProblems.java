package dev.peerscribe.api;

import dev.peerscribe.meeting.Violation;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with a body, in words for its author: the field and the rule, never a class name. */
final class BodyProblems {
    private static final int LONGEST_FIELD = 100;

    private BodyProblems() {}

    static List<Violation> of(@Nullable Throwable cause, JsonMapper json) {
        return switch (cause) {
            case UnrecognizedPropertyException e -> List.of(new Violation(field(e), unknown(e.getKnownPropertyIds())));
            case MismatchedInputException e ->
                List.of(new Violation(field(e), "must be " + expected(e.getTargetType(), json)));
            case JacksonException e ->
                List.of(new Violation(
                        field(e),
                        "must be well-formed JSON; it is not at line "
                                + e.getLocation().getLineNr() + ", column "
                                + e.getLocation().getColumnNr()));
            case null, default -> List.of(new Violation("", "must be a JSON object"));
        };
    }

    private static String unknown(@Nullable Collection<Object> known) {
        return known == null || known.isEmpty()
                ? "is not known"
                : "is not known; known are "
                        + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String expected(@Nullable Class<?> target, JsonMapper json) {
        if (target == null || target.isRecord() || Map.class.isAssignableFrom(target)) {
            return "a JSON object";
        }
        if (target.isEnum()) {
            return "one of "
                    + Arrays.stream(target.getEnumConstants())
                            .map(constant -> json.convertValue(constant, String.class))
                            .collect(Collectors.joining(", "));
        }
        if (target == Boolean.class || target == boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(target) || target.isPrimitive()) {
            return "a number";
        }
        return "a string";
    }

    private static String field(JacksonException e) {
        String path = e.getPath().stream()
                .map(reference -> reference.getPropertyName() == null
                        ? "[" + reference.getIndex() + "]"
                        : reference.getPropertyName())
                .collect(Collectors.joining("."));
        return path.length() > LONGEST_FIELD ? path.substring(0, LONGEST_FIELD) + "…" : path;
    }
}
