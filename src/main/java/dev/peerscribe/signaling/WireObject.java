package dev.peerscribe.signaling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON object that gives out its members by type and bound, and names the rule a member breaks. */
final class WireObject {
    /** Below it a number of time counts seconds, above it milliseconds: the year 5138 in the one, 1973 in the other. */
    private static final long SECONDS_BELOW = 100_000_000_000L;

    private static final long YEAR_10000 = 253_402_300_800_000L;

    private final JsonNode node;
    private final String what;

    private WireObject(JsonNode node, String what) {
        this.node = node;
        this.what = what;
    }

    static WireObject of(@Nullable JsonNode node, String what) throws RejectedFrameException {
        if (node == null || !node.isObject()) {
            throw RejectedFrameException.malformed(what + " is no object");
        }
        return new WireObject(node, what);
    }

    JsonNode node() {
        return node;
    }

    boolean has(String member) {
        return node.has(member);
    }

    /** The names of its members. */
    Collection<String> names() {
        return node.propertyNames();
    }

    WireObject object(String member) throws RejectedFrameException {
        return of(node.get(member), member);
    }

    /** A string that must be there. */
    String string(String member, int maxLength) throws RejectedFrameException {
        String value = optionalString(member, maxLength);
        if (value == null) {
            throw broken(member, "is missing");
        }
        return value;
    }

    /** A string that may be missing or null. */
    @Nullable
    String optionalString(String member, int maxLength) throws RejectedFrameException {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw broken(member, "is no string");
        }
        String text = value.stringValue();
        if (text.length() > maxLength) {
            throw broken(member, "is longer than " + maxLength + " characters");
        }
        if (WireJson.utf8(text) == null) {
            throw broken(member, "has half a surrogate pair");
        }
        return text;
    }

    /** A whole number that must be there. */
    long integer(String member, long min, long max) throws RejectedFrameException {
        Long value = optionalInteger(member, min, max);
        if (value == null) {
            throw broken(member, "is missing");
        }
        return value;
    }

    /** A whole number that may be missing or null. */
    @Nullable
    Long optionalInteger(String member, long min, long max) throws RejectedFrameException {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isInt() && !value.isLong()) {
            throw broken(member, "is no whole number");
        }
        long number = value.longValue();
        if (number < min || number > max) {
            throw broken(member, "is not within " + min + " and " + max);
        }
        return number;
    }

    /** A time since the epoch, in seconds or milliseconds: relays overwrite the one with the other. */
    @Nullable
    Instant optionalTime(String member) throws RejectedFrameException {
        Long value = optionalInteger(member, 0, YEAR_10000 - 1);
        if (value == null) {
            return null;
        }
        return value < SECONDS_BELOW ? Instant.ofEpochSecond(value) : Instant.ofEpochMilli(value);
    }

    /** Bytes as the wire has them, an array of whole numbers 0 to 255 in one of the given lengths. */
    byte[] bytes(String member, int... lengths) throws RejectedFrameException {
        JsonNode array = node.get(member);
        if (array == null || !array.isArray()) {
            throw broken(member, "is no array");
        }
        boolean fits = false;
        for (int length : lengths) {
            fits |= array.size() == length;
        }
        if (!fits) {
            throw broken(member, "has a wrong number of bytes");
        }
        byte[] bytes = new byte[array.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode element = array.get(i);
            if (element == null || !element.isInt() || element.intValue() < 0 || element.intValue() > 255) {
                throw broken(member, "has an element that is no byte");
            }
            bytes[i] = (byte) element.intValue();
        }
        return bytes;
    }

    /** Bytes in base64url without padding (RFC 4648 §5), in the one form that they have. */
    byte[] base64Url(String member) throws RejectedFrameException {
        String text = string(member, Integer.MAX_VALUE);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // As what follows.
        }
        throw broken(member, "is no base64url");
    }

    /** So many bytes in base64url. */
    byte[] base64Url(String member, int length) throws RejectedFrameException {
        byte[] bytes = base64Url(member);
        if (bytes.length != length) {
            throw broken(member, "is not " + length + " bytes long");
        }
        return bytes;
    }

    /** A list of at least one object. */
    List<WireObject> objects(String member, int maxCount) throws RejectedFrameException {
        JsonNode array = node.get(member);
        if (array == null || !array.isArray() || array.isEmpty() || array.size() > maxCount) {
            throw broken(member, "is no array of 1 to " + maxCount);
        }
        List<WireObject> objects = new ArrayList<>();
        for (JsonNode element : array) {
            objects.add(of(element, member));
        }
        return objects;
    }

    /** A list of different short words; missing means none. */
    Set<String> words(String member, int maxCount, int maxLength) throws RejectedFrameException {
        JsonNode array = node.get(member);
        Set<String> words = new LinkedHashSet<>();
        if (array == null || array.isNull()) {
            return words;
        }
        if (!array.isArray() || array.size() > maxCount) {
            throw broken(member, "is no array of at most " + maxCount);
        }
        for (JsonNode element : array) {
            if (!element.isString() || element.stringValue().length() > maxLength) {
                throw broken(member, "has an element that is no word of at most " + maxLength + " characters");
            }
            words.add(element.stringValue());
        }
        return words;
    }

    private RejectedFrameException broken(String member, String rule) {
        return RejectedFrameException.malformed(what + "." + member + " " + rule);
    }
}
