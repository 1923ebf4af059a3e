package dev.peerscribe.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of an invitation; tells every field that breaks a rule, not only the first. */
final class InvitationReader {
    private static final Set<String> FIELDS = Set.of("meeting", "name", "seconds");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]{0,127}");
    private static final int MAX_NAME = 64;

    private final JsonMapper mapper;
    private final String relayAddress;

    InvitationReader(JsonMapper mapper, String relayAddress) {
        this.mapper = mapper;
        this.relayAddress = relayAddress;
    }

    /** A field and the rule it breaks. */
    record Violation(String field, String rule) {}

    /** Reads a body, which may be empty. */
    GuestInvitation read(byte[] body, int relayPort) throws BadInvitationException {
        JsonNode root = parse(body);
        List<Violation> violations = new ArrayList<>();
        for (String field : root.propertyNames()) {
            if (!FIELDS.contains(field)) {
                violations.add(new Violation(shorten(field), "is not known; known are meeting, name and seconds"));
            }
        }
        String path = path(root.get("meeting"), relayPort, violations);
        String name = name(root.get("name"), violations);
        Duration stay = stay(root.get("seconds"), violations);
        if (!violations.isEmpty()) {
            throw new BadInvitationException(violations);
        }
        return new GuestInvitation(path, name, stay);
    }

    private JsonNode parse(byte[] body) throws BadInvitationException {
        try {
            JsonNode root = body.length == 0 ? mapper.createObjectNode() : mapper.readTree(body);
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException e) {
            // told below, in words of ours
        }
        throw new BadInvitationException(List.of(new Violation("body", "must be a JSON object")));
    }

    private String path(@Nullable JsonNode node, int relayPort, List<Violation> violations) {
        if (node == null || node.isNull()) {
            return "/";
        }
        String text = node.isString() ? node.stringValue() : "";
        String path = text.startsWith("/") ? text : pathOfUrl(text, relayPort);
        if (path == null || !PATH.matcher(path).matches() || path.startsWith("//") || path.contains("..")) {
            violations.add(new Violation(
                    "meeting",
                    "must be a path of the embedded relay such as /standup, or its URL such as ws://localhost:"
                            + relayPort + "/standup"));
            return "/";
        }
        return path;
    }

    private @Nullable String pathOfUrl(String text, int relayPort) {
        try {
            URI uri = URI.create(text);
            boolean isRelay = "ws".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && (THIS_MACHINE.contains(uri.getHost()) || relayAddress.equals(uri.getHost()))
                    && uri.getPort() == relayPort
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (!isRelay) {
                return null;
            }
            return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String name(@Nullable JsonNode node, List<Violation> violations) {
        if (node == null || node.isNull()) {
            return null;
        }
        String name = node.isString() ? node.stringValue().strip() : "";
        if (name.isEmpty()
                || name.codePointCount(0, name.length()) > MAX_NAME
                || name.codePoints().anyMatch(Character::isISOControl)) {
            violations.add(new Violation(
                    "name", "must be a string of 1 to " + MAX_NAME + " characters, none of them a control character"));
        }
        return name;
    }

    private static @Nullable Duration stay(@Nullable JsonNode node, List<Violation> violations) {
        if (node == null || node.isNull()) {
            return null;
        }
        long longest = EmbeddedProperties.Demo.LONGEST_STAY.toSeconds();
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > longest) {
            violations.add(new Violation("seconds", "must be a whole number from 1 to " + longest));
            return null;
        }
        return Duration.ofSeconds(node.intValue());
    }

    private static String shorten(String field) {
        return field.length() <= MAX_NAME ? field : field.substring(0, MAX_NAME) + "…";
    }
}
