package dev.peerscribe.meeting;

import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What words of a request must be like that people are shown; pure. Null is always right: it was not said. */
final class Words {
    private Words() {}

    /** A name is one line and not blank. */
    static Optional<Violation> name(String field, @Nullable String name, int longest) {
        if (name != null && name.isBlank()) {
            return Optional.of(new Violation(field, "must not be blank"));
        }
        return check(field, name, longest, Character::isISOControl, "must not contain control characters");
    }

    /** A text may have several lines, and may be empty. */
    static Optional<Violation> text(String field, @Nullable String text, int longest) {
        return check(
                field,
                text,
                longest,
                codePoint -> Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t',
                "must not contain control characters other than line feed and tab");
    }

    private static Optional<Violation> check(
            String field, @Nullable String words, int longest, IntPredicate forbidden, String rule) {
        if (words == null) {
            return Optional.empty();
        }
        if (words.codePointCount(0, words.length()) > longest) {
            return Optional.of(new Violation(field, "must not be longer than " + longest + " characters"));
        }
        if (words.codePoints()
                .anyMatch(codePoint ->
                        forbidden.test(codePoint) || Character.getType(codePoint) == Character.SURROGATE)) {
            return Optional.of(new Violation(field, rule));
        }
        return Optional.empty();
    }
}
