package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Words, tokens and numbers of the lines of a description (RFC 8866 §9). */
final class SdpText {
    /** Characters of a token or other word that names something. */
    static final int MAX_NAME = 64;

    private SdpText() {}

    /** The words of a line. Any number of spaces is taken where the grammar says one. */
    static List<String> words(String text) {
        return split(text, ' ');
    }

    /** What stands between separators, without surrounding spaces and without what is empty. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int end = text.indexOf(separator, from);
            if (end < 0) {
                end = text.length();
            }
            String part = text.substring(from, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            from = end + 1;
        }
        return parts;
    }

    /** A decimal number of {@code min} to {@code max}. */
    static int integer(String field, String text, int min, int max) throws SdpException {
        return (int) integer(field, text, min, (long) max);
    }

    /** A decimal number of {@code min} to {@code max}. */
    static long integer(String field, String text, long min, long max) throws SdpException {
        if (!isDigits(text)) {
            throw new SdpException(field, SdpRule.GRAMMAR, "not a number");
        }
        // 18 digits fit into a long; what is longer and not zeros is out of every range asked for
        long value = text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text);
        if (value < min || value > max) {
            throw new SdpException(field, SdpRule.RANGE, "not of " + min + " to " + max);
        }
        return value;
    }

    static boolean isDigits(String text) {
        return matches(text, Integer.MAX_VALUE, c -> c >= '0' && c <= '9');
    }

    /** A token of at most {@link #MAX_NAME} characters. */
    static String token(String field, String text) throws SdpException {
        return checked(field, text, MAX_NAME, SdpText::isTokenCharacter);
    }

    /** A word without spaces, of printable ASCII and at most {@code max} characters. */
    static String visible(String field, String text, int max) throws SdpException {
        return checked(field, text, max, c -> c > ' ' && c <= '~');
    }

    static String checked(String field, String text, int max, IntPredicate allowed) throws SdpException {
        if (text.length() > max) {
            throw new SdpException(field, SdpRule.LIMIT, "longer than " + max + " characters");
        }
        if (!matches(text, max, allowed)) {
            throw new SdpException(field, SdpRule.GRAMMAR, "empty or with a character that is not allowed");
        }
        return text;
    }

    static boolean matches(String text, int max, IntPredicate allowed) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** {@code token-char} of RFC 8866 §9. */
    static boolean isTokenCharacter(int c) {
        return isAlphanumeric(c) || (c > ' ' && c <= '~' && "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0);
    }

    /** One more must fit into {@code collected}. */
    static void bounded(String field, int collected, int max) throws SdpException {
        if (collected >= max) {
            throw new SdpException(field, SdpRule.LIMIT, "more than " + max);
        }
    }
}
