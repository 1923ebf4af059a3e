package dev.peerscribe.relay;

import dev.peerscribe.egress.Hosts;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From text to a {@link Target}; pure. Says which rule is broken, never with the text. */
final class TargetParser {
    static final String FIELD = "target";

    private static final int LONGEST = 2_048;
    private static final String SCHEMES =
            Stream.of(Target.Scheme.values()).map(Target.Scheme::text).collect(Collectors.joining(", "));
    private static final int LONGEST_TOKEN = 4_096;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern MEETING = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** As the agent makes them. */
    private static final Pattern BARE_MEETING = Pattern.compile("[0-9a-f]{16}");

    private static final Pattern SRT_PASSPHRASE = Pattern.compile("[\\x20-\\x7e]{10,79}");
    private static final Pattern SRT_STREAM = Pattern.compile("[\\x20-\\x7e]{1,512}");
    private static final Set<String> SRT_PARAMETERS = Set.of("streamid", "passphrase", "pbkeylen", "mode");

    private TargetParser() {}

    static Target parse(String text) {
        if (text.length() > LONGEST || !PRINTABLE.matcher(text).matches()) {
            throw broken("must be 1 to " + LONGEST + " printable ASCII characters without spaces");
        }
        if (text.regionMatches(true, 0, "hls:", 0, 4)) {
            String name = text.substring(4);
            if (!FOLDER.matcher(name).matches()) {
                throw broken("must be hls: and a name of 1 to 64 letters, digits, - and _");
            }
            return new Target.Hls(name);
        }
        if (BARE_MEETING.matcher(text).matches()) {
            return new Target.Meeting(text);
        }
        if (text.regionMatches(true, 0, "meeting:", 0, 8)) {
            String id = text.substring(8);
            if (!MEETING.matcher(id).matches()) {
                throw broken("must be meeting: and the id of a meeting, of 1 to 64 letters, digits, - and _");
            }
            return new Target.Meeting(id);
        }
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw broken("must be a URL with a host");
        }
        Target.Scheme scheme = scheme(uri);
        String host = Hosts.canonical(uri.getHost());
        if (host == null) {
            throw broken("must name a host, or an address in its usual form");
        }
        if (uri.getRawFragment() != null) {
            throw broken("must not contain a fragment");
        }
        int port = uri.getPort() < 0 ? scheme.defaultPort() : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw broken("must name a port from 1 to 65535");
        }
        if (scheme != Target.Scheme.RTSP && uri.getRawUserInfo() != null) {
            throw broken("must not contain a user or password");
        }
        return switch (scheme) {
            case RTMP, RTMPS -> rtmp(scheme, host, port, uri);
            case SRT -> srt(host, port, uri);
            case RTSP -> new Target.Rtsp(host, port, uri.getRawUserInfo(), pathAndQuery(uri));
            case WHIP -> new Target.Whip(host, port, pathAndQuery(uri), null);
            case HLS, MEETING -> throw new IllegalStateException("handled above");
        };
    }

    /** With the token that was given beside it (RFC 6750 §2.1). */
    static Target parse(String text, @Nullable String token) {
        Target target = parse(text);
        if (token == null) {
            return target;
        }
        if (!(target instanceof Target.Whip whip)) {
            throw new InvalidRelayException("token", "is for targets of " + Target.Scheme.WHIP.text());
        }
        if (token.length() > LONGEST_TOKEN || !TOKEN.matcher(token).matches()) {
            throw new InvalidRelayException(
                    "token", "must be 1 to " + LONGEST_TOKEN + " letters, digits and -._~+/ with = at its end only");
        }
        return whip.with(token);
    }

    /** Where an endpoint redirects to. */
    static Target.Whip whip(URI at) {
        return (Target.Whip) parse("whip+" + at);
    }

    private static Target.Scheme scheme(URI uri) {
        String name = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return Stream.of(Target.Scheme.values())
                .filter(scheme -> scheme.isUrl() && scheme.text().equals(name))
                .findAny()
                .orElseThrow(() -> broken("must begin with one of " + SCHEMES));
    }

    private static Target rtmp(Target.Scheme scheme, String host, int port, URI uri) {
        if (scheme == Target.Scheme.RTMPS && Hosts.isAddress(host)) {
            throw broken("must name a host: the certificate cannot be checked against an address");
        }
        String whole = pathAndQuery(uri).substring(1);
        int query = whole.indexOf('?');
        int last = whole.lastIndexOf('/', query < 0 ? whole.length() : query);
        if (last < 1 || last == whole.length() - 1 || whole.startsWith("/")) {
            throw broken("must have an application and a stream key in its path, such as rtmp://host/live/key");
        }
        return new Target.Rtmp(scheme, host, port, whole.substring(0, last), whole.substring(last + 1));
    }

    private static Target srt(String host, int port, URI uri) {
        if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
            throw broken("must not contain a path: srt://host:port?streamid=…&passphrase=…");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        if (!SRT_PARAMETERS.containsAll(parameters.keySet())) {
            throw broken("may have the parameters streamid, passphrase, pbkeylen and mode only");
        }
        if (!parameters.getOrDefault("mode", "caller").equals("caller")) {
            throw broken("must have mode=caller, or none: the agent waits for nobody");
        }
        String passphrase = parameters.get("passphrase");
        if (passphrase != null && !SRT_PASSPHRASE.matcher(passphrase).matches()) {
            throw broken("must have a passphrase of 10 to 79 printable ASCII characters");
        }
        String streamId = parameters.get("streamid");
        if (streamId != null && !SRT_STREAM.matcher(streamId).matches()) {
            throw broken("must have a streamid of 1 to 512 printable ASCII characters");
        }
        String length = parameters.getOrDefault("pbkeylen", "0");
        if (!Set.of("0", "16", "24", "32").contains(length)) {
            throw broken("must have a pbkeylen of 16, 24 or 32");
        }
        return new Target.Srt(host, port, streamId, passphrase, Integer.parseInt(length));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return found;
        }
        for (String each : query.split("&", -1)) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw broken("must have parameters of the form name=value");
            }
            String value = each.substring(equals + 1);
            try {
                // A plus sign is one: this is no form.
                value = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw broken("must have parameters that are percent-encoded rightly");
            }
            if (found.put(each.substring(0, equals), value) != null) {
                throw broken("must name each parameter once");
            }
        }
        return found;
    }

    private static String pathAndQuery(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static InvalidRelayException broken(String rule) {
        return new InvalidRelayException(FIELD, rule);
    }
}
