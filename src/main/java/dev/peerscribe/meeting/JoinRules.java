package dev.peerscribe.meeting;

import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.storage.Stores;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a request to join must be like; pure. */
final class JoinRules {
    static final int MAX_URL = 2_048;
    static final int MAX_NAME = 100;
    /** As much as a hello can carry. */
    static final int MAX_DISPLAY_NAME = 64;

    private static final String STORE = "storage.store";
    private static final String PREFIX = "storage.prefix";

    static final int MAX_NOTICE = 1_000;

    /** The list is checked before the configured bounds of live outputs are. */
    static final int MAX_RELAYS = 100;

    private JoinRules() {}

    /** Throws where the request breaks a rule, with every rule it breaks. */
    static void check(JoinRequest request) {
        List<Violation> violations = new ArrayList<>();
        urlRule(request.url()).ifPresent(rule -> violations.add(new Violation("url", rule)));
        Words.name("name", request.name(), MAX_NAME).ifPresent(violations::add);
        Words.name("displayName", request.displayName(), MAX_DISPLAY_NAME).ifPresent(violations::add);
        Words.text("notice", request.recording().notice(), MAX_NOTICE).ifPresent(violations::add);
        destination(request.recording().destination(), violations);
        request.autoLeave().violations().stream()
                .map(each -> new Violation("autoLeave." + each.field(), each.rule()))
                .forEach(violations::add);
        if (request.relays().size() > MAX_RELAYS) {
            violations.add(new Violation("relays", "must not be more than " + MAX_RELAYS));
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }

    private static void destination(@Nullable RecordingDestination wanted, List<Violation> violations) {
        if (wanted == null) {
            return;
        }
        if (wanted.store() != null && !RecordingDestination.isStore(wanted.store())) {
            violations.add(new Violation(STORE, "must be a name of lower-case letters, digits and hyphens"));
        }
        if (!RecordingDestination.isPrefix(wanted.prefix())) {
            violations.add(new Violation(PREFIX, RecordingDestination.PREFIX_RULE));
        }
    }

    /** Throws where recordings are to go to where there is nothing. */
    static void check(@Nullable RecordingDestination wanted, Set<String> stores) {
        if (wanted == null) {
            return;
        }
        String byDefault = stores.contains(Stores.DEFAULT) ? Stores.DEFAULT : RecordingDestination.NONE;
        String store = Objects.requireNonNullElse(wanted.store(), byDefault);
        boolean stays = store.equals(RecordingDestination.NONE);
        if (!stays && !stores.contains(store)) {
            String known = stores.stream().sorted().map(name -> ", " + name).collect(Collectors.joining());
            throw new InvalidRequestException(
                    List.of(new Violation(STORE, "must be one of those that are configured: none" + known)));
        }
        if (stays && !wanted.prefix().isEmpty()) {
            throw new InvalidRequestException(
                    List.of(new Violation(PREFIX, "must be empty where recordings stay on the agent's disk")));
        }
    }

    /** The URL in the one form by which two of them are compared; only for one that was checked. */
    static URI url(String url) {
        URI uri = URI.create(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int defaultPort = scheme.equals("ws") ? 80 : 443;
        String port = uri.getPort() < 0 || uri.getPort() == defaultPort ? "" : ":" + uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path + query);
    }

    /** How a meeting is called that was given no name: by the last part of its path, else by its host. */
    static String nameOf(URI url) {
        String path = url.getPath();
        String last =
                path.substring(path.lastIndexOf('/', path.length() - 2) + 1).replace("/", "");
        String name = last.isBlank() ? url.getAuthority() : last;
        String clean = name.codePoints()
                .filter(codePoint -> !Character.isISOControl(codePoint))
                .limit(MAX_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.isBlank() ? url.getAuthority() : clean;
    }

    private static Optional<String> urlRule(String url) {
        if (url.length() > MAX_URL) {
            return Optional.of("must not be longer than " + MAX_URL + " characters");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("must be a URL");
        }
        String scheme = uri.getScheme();
        if (scheme == null || !(scheme.equalsIgnoreCase("ws") || scheme.equalsIgnoreCase("wss"))) {
            return Optional.of("must begin with ws:// or wss://");
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("must not contain a user or password");
        }
        if (uri.getHost() == null) {
            return Optional.of("must name a host");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("must name a port from 1 to 65535");
        }
        if (uri.getRawFragment() != null) {
            return Optional.of("must not contain a fragment");
        }
        return Optional.empty();
    }
}
