package dev.peerscribe.chat;

/** What may be said: neither nothing, nor too much, nor what a terminal or a page could choke on. */
final class TextRules {
    static final int MAX_CHARACTERS = 4_000;
    private static final int MAX_KEY = 200;

    private TextRules() {}

    static void check(String text) {
        if (text.isBlank()) {
            throw new InvalidChatTextException("must not be blank");
        }
        if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
            throw new InvalidChatTextException("must not be longer than " + MAX_CHARACTERS + " characters");
        }
        if (text.codePoints().anyMatch(TextRules::isForbidden)) {
            throw new InvalidChatTextException(
                    "must not contain control characters other than line feed and tab, nor lone surrogates");
        }
    }

    static void checkKey(String key) {
        if (key.isBlank()
                || key.length() > MAX_KEY
                || !key.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new InvalidIdempotencyKeyException("must be 1 to " + MAX_KEY + " visible ASCII characters");
        }
    }

    /** A peer's text as it may be shown: forbidden characters become spaces. */
    static String cleaned(String text) {
        if (text.codePoints().noneMatch(TextRules::isForbidden)) {
            return text;
        }
        return text.codePoints()
                .map(codePoint -> isForbidden(codePoint) ? ' ' : codePoint)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isForbidden(int codePoint) {
        return (Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t')
                || Character.getType(codePoint) == Character.SURROGATE;
    }
}
