package dev.peerscribe.relay;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the list of destinations: {@code hls:}, {@code meeting:}, or {@code scheme://host[:port]}, where the host is a name, an address,
 * {@code *.domain} for all names below one, or {@code *} for all.
 *
 * @param port 0 for any
 */
record AllowedTarget(Target.Scheme scheme, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("([a-z+]+)://(\\*|(?:\\*\\.)?[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    static AllowedTarget of(String text) {
        if (text.equals("hls:")) {
            return new AllowedTarget(Target.Scheme.HLS, "", 0);
        }
        if (text.equals("meeting:")) {
            return new AllowedTarget(Target.Scheme.MEETING, "", 0);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused(text);
        }
        Target.Scheme scheme = Stream.of(Target.Scheme.values())
                .filter(each -> each.isUrl() && each.text().equals(matcher.group(1)))
                .findAny()
                .orElseThrow(() -> refused(text));
        String host = matcher.group(2);
        boolean below = host.startsWith("*.");
        String name = host.equals("*") ? "" : Hosts.canonical(below ? host.substring(2) : host);
        int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        if (name == null || (below && Hosts.isAddress(name)) || port > 65_535) {
            throw refused(text);
        }
        return new AllowedTarget(scheme, host.equals("*") ? "*" : (below ? "*." : "") + name, port);
    }

    /** Whether it allows what is called so; its address is another question. */
    boolean allows(Target target) {
        return target.scheme() == scheme
                && switch (target) {
                    case Target.Hls _, Target.Meeting _ -> true;
                    case Target.Remote remote -> (port == 0 || port == remote.port()) && matches(remote.host());
                };
    }

    /**
     * Whether a destination that it allows may have this address: internal ones must stand here as such, or as
     * {@code localhost}; private ones need the host's own name here.
     */
    boolean allows(InetAddress address) {
        if (Hosts.isInternal(address)) {
            InetAddress literal = literal();
            return literal == null ? host.equals("localhost") && address.isLoopbackAddress() : literal.equals(address);
        }
        return !host.startsWith("*") || !Hosts.isPrivate(address);
    }

    private @Nullable InetAddress literal() {
        return host.startsWith("*") || !Hosts.isAddress(host) ? null : Hosts.literal(host);
    }

    private boolean matches(String name) {
        if (host.equals("*")) {
            return true;
        }
        return host.startsWith("*.") ? !Hosts.isAddress(name) && name.endsWith(host.substring(1)) : host.equals(name);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("peerscribe.relay.allowed-targets \"" + text
                + "\": must be hls:, meeting: or scheme://host[:port] with a scheme of rtmp, rtmps, srt, rtsp and whip+https and a host that is a"
                + " name, an address, *.domain or *");
    }
}
