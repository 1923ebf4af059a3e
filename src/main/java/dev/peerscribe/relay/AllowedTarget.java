package dev.peerscribe.relay;

import dev.peerscribe.egress.HostRule;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An entry of the list of destinations: {@code hls:}, {@code meeting:}, or {@code scheme://host[:port]}, where the host is a name, an address,
 * {@code *.domain} for all names below one, or {@code *} for all.
 *
 * @param port 0 for any
 */
record AllowedTarget(Target.Scheme scheme, HostRule host, int port) {
    private static final Pattern FORM =
            Pattern.compile("([a-z+]+)://(\\*|(?:\\*\\.)?[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    static AllowedTarget of(String text) {
        if (text.equals("hls:")) {
            return new AllowedTarget(Target.Scheme.HLS, new HostRule(""), 0);
        }
        if (text.equals("meeting:")) {
            return new AllowedTarget(Target.Scheme.MEETING, new HostRule(""), 0);
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
        int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        if (!HostRule.isOne(host) || port > 65_535) {
            throw refused(text);
        }
        return new AllowedTarget(scheme, HostRule.of(host), port);
    }

    /** Whether it allows what is called so; its address is another question. */
    boolean allows(Target target) {
        return target.scheme() == scheme
                && switch (target) {
                    case Target.Hls _, Target.Meeting _ -> true;
                    case Target.Remote remote -> (port == 0 || port == remote.port()) && host.matches(remote.host());
                };
    }

    /** Whether a destination that it allows may have this address. */
    boolean allows(InetAddress address) {
        return host.allows(address);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("peerscribe.relay.allowed-targets \"" + text
                + "\": must be hls:, meeting: or scheme://host[:port] with a scheme of rtmp, rtmps, srt, rtsp and whip+https and a host that is a"
                + " name, an address, *.domain or *");
    }
}
