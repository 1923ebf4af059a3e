package dev.peerscribe.egress;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are allowed, and which addresses they may have: a name, an address, {@code *.domain} for all names below one, or
 * {@code *} for all.
 *
 * @param host one of these, a name in lower case and an address in its usual form
 */
public record HostRule(String host) {
    /** Whether a text is a rule. */
    public static boolean isOne(String text) {
        return canonical(text) != null;
    }

    /**
     * The rule that a text is.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static HostRule of(String text) {
        String host = canonical(text);
        if (host == null) {
            throw new IllegalArgumentException("\"" + text + "\" must be a name, an address, *.domain or *");
        }
        return new HostRule(host);
    }

    private static @Nullable String canonical(String text) {
        if (text.equals("*")) {
            return text;
        }
        boolean below = text.startsWith("*.");
        String name = Hosts.canonical(below ? text.substring(2) : text);
        if (name == null || (below && Hosts.isAddress(name))) {
            return null;
        }
        return (below ? "*." : "") + name;
    }

    /** Whether it allows a host of this name; what addresses that leads to is another question. */
    public boolean matches(String named) {
        String name = Hosts.canonical(named);
        if (name == null) {
            return false;
        }
        if (host.equals("*")) {
            return true;
        }
        return host.startsWith("*.") ? !Hosts.isAddress(name) && name.endsWith(host.substring(1)) : host.equals(name);
    }

    /**
     * Whether a host that it allows may have this address: internal ones must stand here as such, or as {@code localhost};
     * private ones need the host's own name here.
     */
    public boolean allows(InetAddress address) {
        if (Hosts.isInternal(address)) {
            InetAddress literal = host.startsWith("*") || !Hosts.isAddress(host) ? null : Hosts.literal(host);
            return literal == null ? host.equals("localhost") && address.isLoopbackAddress() : literal.equals(address);
        }
        return !host.startsWith("*") || !Hosts.isPrivate(address);
    }
}
