package dev.peerscribe.passthrough;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.ice4j.ice.CandidateType;
import org.jspecify.annotations.Nullable;

/**
 * A candidate attribute (RFC 8839 §5.1) of component 1 over UDP, the only kind there is with BUNDLE and rtcp-mux.
 *
 * @param ufrag of the generation it belongs to, or null where it does not say
 */
record IceCandidateLine(
        String foundation,
        long priority,
        InetSocketAddress address,
        CandidateType type,
        @Nullable String ufrag) {
    private static final String PREFIX = "candidate:";
    private static final int MAX_LENGTH = 512;
    private static final int FIXED_FIELDS = 8;

    /**
     * Reads {@code "candidate:…"}.
     *
     * @return null for what is of no use here: TCP, other components, host names, port 0, or not a candidate at all
     */
    static @Nullable IceCandidateLine parse(String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith(PREFIX)) {
            return null;
        }
        String[] field = text.substring(PREFIX.length()).split(" ", -1);
        if (field.length < FIXED_FIELDS
                || !field[1].equals("1")
                || !field[2].toLowerCase(Locale.ROOT).equals("udp")
                || !field[6].equals("typ")) {
            return null;
        }
        CandidateType type = type(field[7]);
        long priority = number(field[3], 0xffff_ffffL);
        long port = number(field[5], 0xffff);
        InetAddress address = literal(field[4]);
        if (type == null || priority < 0 || port < 1 || address == null) {
            return null;
        }
        String ufrag = null;
        for (int i = FIXED_FIELDS; i + 1 < field.length; i += 2) {
            if (field[i].equals("ufrag")) {
                ufrag = field[i + 1];
            }
        }
        return new IceCandidateLine(field[0], priority, new InetSocketAddress(address, (int) port), type, ufrag);
    }

    /** As text, with an address that tells nothing of where a reflexive or relayed one is from. */
    String format() {
        StringBuilder text = new StringBuilder(PREFIX)
                .append(foundation)
                .append(" 1 udp ")
                .append(priority)
                .append(' ')
                .append(text(address.getAddress()))
                .append(' ')
                .append(address.getPort())
                .append(" typ ")
                .append(name(type));
        if (type != CandidateType.HOST_CANDIDATE) {
            boolean six = address.getAddress() instanceof Inet6Address;
            text.append(" raddr ").append(six ? "::" : "0.0.0.0").append(" rport 0");
        }
        if (ufrag != null) {
            text.append(" ufrag ").append(ufrag);
        }
        return text.toString();
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static String name(CandidateType type) {
        return switch (type) {
            case HOST_CANDIDATE, LOCAL_CANDIDATE -> "host";
            case PEER_REFLEXIVE_CANDIDATE -> "prflx";
            case RELAYED_CANDIDATE -> "relay";
            case SERVER_REFLEXIVE_CANDIDATE, STUN_CANDIDATE -> "srflx";
        };
    }

    private static @Nullable CandidateType type(String name) {
        return switch (name) {
            case "host" -> CandidateType.HOST_CANDIDATE;
            case "prflx" -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
            case "relay" -> CandidateType.RELAYED_CANDIDATE;
            case "srflx" -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
            default -> null;
        };
    }

    private static long number(String text, long max) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long value = Long.parseLong(text);
        return value <= max ? value : -1;
    }

    /** The address as it stands; never asks a resolver, and never takes one that is no single host's. */
    private static @Nullable InetAddress literal(String text) {
        if (text.indexOf('%') >= 0
                || (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3)) {
            return null;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return address.isAnyLocalAddress() || address.isMulticastAddress() ? null : address;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
