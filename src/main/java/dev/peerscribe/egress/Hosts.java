package dev.peerscribe.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and addresses of hosts, and which addresses are nobody's destination; pure. */
public final class Hosts {
    /** The last label begins with a letter, so that no resolver takes a name such as 127.1 or 0x7f000001 for an address. */
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern QUAD = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    private Hosts() {}

    /** A name in lower case, or an address in its usual form, IPv6 in brackets; null where it is neither. */
    public static @Nullable String canonical(@Nullable String host) {
        if (host == null) {
            return null;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (NAME.matcher(lower).matches()) {
            return lower;
        }
        InetAddress address = literal(lower);
        return address == null ? null : text(address);
    }

    public static boolean isAddress(String canonical) {
        return !NAME.matcher(canonical).matches();
    }

    /** The address that a canonical host is, null for a name; asks no resolver. */
    public static @Nullable InetAddress literal(String host) {
        try {
            if (host.startsWith("[") && host.endsWith("]")) {
                return Inet6Address.ofLiteral(host.substring(1, host.length() - 1));
            }
            return QUAD.matcher(host).matches() ? Inet4Address.ofLiteral(host) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As it stands in a URL. */
    public static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /**
     * Whether an address is this machine's own, or its neighbourhood's by itself: loopback, link-local (where clouds keep
     * their metadata and credentials), multicast and unspecified ones.
     */
    public static boolean isInternal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || (bytes.length == 4 && (bytes[0] == 0 || (bytes[0] & 0xff) >= 240))
                // Metadata of AWS over IPv6, and the shared address space in which some clouds keep theirs
                || address.getHostAddress().startsWith("fd00:ec2:")
                || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
    }

    /** Whether an address is that of a private network (RFC 1918, RFC 4193). */
    public static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isSiteLocalAddress() || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
    }
}
