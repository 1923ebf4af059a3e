package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The candidate attribute (RFC 8839 §5.1, RFC 6544 §4.5), narrowed to IP literals. */
final class CandidateGrammar {
    static final int MAX_LENGTH = 512;

    private static final Pattern FOUNDATION = Pattern.compile("[A-Za-z0-9+/=_.:-]{1,64}");
    private static final Pattern COMPONENT = Pattern.compile("[0-9]{1,3}");
    private static final Pattern PRIORITY = Pattern.compile("[0-9]{1,10}");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?\\.?");
    private static final Pattern EXTENSION_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Set<String> TRANSPORTS = Set.of("udp", "tcp", "ssltcp");
    private static final Set<String> TYPES = Set.of("host", "srflx", "prflx", "relay");
    private static final Set<String> TCP_TYPES = Set.of("active", "passive", "so");

    private CandidateGrammar() {}

    /** The rule that {@code text} ("candidate:…") breaks, or null where it may go on. The characters are checked before. */
    static @Nullable NegotiationRule broken(String text) {
        if (text.length() > MAX_LENGTH) {
            return NegotiationRule.SIZE;
        }
        if (!text.startsWith("candidate:")) {
            return NegotiationRule.CANDIDATE;
        }
        String[] field = text.substring("candidate:".length()).split(" ", -1);
        if (field.length < 8
                || field.length % 2 != 0
                || !FOUNDATION.matcher(field[0]).matches()
                || !number(COMPONENT, field[1], 1, 256)
                || !TRANSPORTS.contains(field[2].toLowerCase(Locale.ROOT))
                || !number(PRIORITY, field[3], 0, 0xffff_ffffL)
                || !number(PORT, field[5], 0, 65_535)
                || !field[6].equals("typ")
                || !TYPES.contains(field[7])) {
            return NegotiationRule.CANDIDATE;
        }
        for (int i = 8; i < field.length; i += 2) {
            if (!extension(field[i], field[i + 1])) {
                return NegotiationRule.CANDIDATE;
            }
        }
        if (ipLiteral(field[4])) {
            return null;
        }
        return HOST.matcher(field[4]).matches() ? NegotiationRule.HOST_NAME : NegotiationRule.CANDIDATE;
    }

    /** The user name fragment of the ICE generation that a candidate says it is of, or null. */
    static @Nullable String generation(IceCandidate candidate) {
        if (candidate.usernameFragment() != null) {
            return candidate.usernameFragment();
        }
        String[] field = candidate.candidate().split(" ", -1);
        for (int i = 8; i + 1 < field.length; i += 2) {
            if (field[i].equals("ufrag")) {
                return field[i + 1];
            }
        }
        return null;
    }

    /** Whether {@code text} is an address as it stands; never asks a resolver. */
    static boolean ipLiteral(String text) {
        if (text.length() > 45 || (text.indexOf(':') < 0 && !IPV4.matcher(text).matches())) {
            return false;
        }
        try {
            var _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean extension(String name, String value) {
        if (value.isEmpty() || !EXTENSION_NAME.matcher(name).matches()) {
            return false;
        }
        return switch (name) {
            case "raddr" -> ipLiteral(value);
            case "rport" -> number(PORT, value, 0, 65_535);
            case "tcptype" -> TCP_TYPES.contains(value);
            case "ufrag" -> SdpGate.isUsernameFragment(value);
            default -> true;
        };
    }

    private static boolean number(Pattern shape, String text, long min, long max) {
        if (!shape.matcher(text).matches()) {
            return false;
        }
        long value = Long.parseLong(text);
        return value >= min && value <= max;
    }
}
