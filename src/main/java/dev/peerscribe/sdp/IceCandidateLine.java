package dev.peerscribe.sdp;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A candidate (RFC 8839 §5.1, RFC 6544 §4.5).
 *
 * @param foundation groups candidates that fare alike
 * @param component 1 to 256; 1 is RTP
 * @param transport in small letters, {@code udp} or {@code tcp}
 * @param priority 0 to 2³²−1
 * @param address an IP literal or a host name
 * @param port 0 to 65535
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param relatedAddress where it was derived from, or null
 * @param relatedPort the port of that, or −1
 * @param extensions what else is said, such as {@code tcptype} and {@code ufrag}
 */
public record IceCandidateLine(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        @Nullable String relatedAddress,
        int relatedPort,
        Map<String, String> extensions) {
    private static final String FIELD = "a=candidate";
    private static final String PREFIX = "candidate:";
    private static final int MAX_LENGTH = 512;
    private static final int MAX_ADDRESS = 255;

    public IceCandidateLine {
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    /** Why a candidate cannot be used. */
    public enum Unusable {
        /** A host name, as mDNS makes them: it is never given to a resolver. */
        HOST_NAME,
        /** Of the RTCP component, which rtcp-mux makes needless. */
        COMPONENT,
        /** Neither UDP nor TCP. */
        TRANSPORT,
        /** None of the types of RFC 8445. */
        TYPE,
        /** Port 0, where nothing can be reached. */
        PORT
    }

    /** Reads {@code candidate:…}, with or without {@code a=} before it. */
    public static IceCandidateLine parse(String text) throws SdpException {
        String line = text.startsWith("a=") ? text.substring(2) : text;
        if (line.length() > MAX_LENGTH) {
            throw new SdpException(FIELD, SdpRule.LIMIT, "longer than " + MAX_LENGTH + " characters");
        }
        if (!line.startsWith(PREFIX)) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "does not begin with candidate:");
        }
        List<String> words = SdpText.words(line.substring(PREFIX.length()));
        if (words.size() < 8 || words.size() % 2 != 0 || !words.get(6).equals("typ")) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "a part is missing");
        }
        String relatedAddress = null;
        int relatedPort = -1;
        Map<String, String> extensions = new LinkedHashMap<>();
        for (int i = 8; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i)) {
                case "raddr" -> relatedAddress = address(value);
                case "rport" -> relatedPort = SdpText.integer(FIELD, value, 0, 65_535);
                default ->
                    extensions.put(SdpText.token(FIELD, words.get(i)), SdpText.visible(FIELD, value, MAX_LENGTH));
            }
        }
        String ufrag = extensions.get("ufrag");
        if (ufrag != null && !IceParameters.isUsernameFragment(ufrag)) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "ufrag is not made of ICE characters");
        }
        return new IceCandidateLine(
                SdpText.visible(FIELD, words.get(0), SdpText.MAX_NAME),
                SdpText.integer(FIELD, words.get(1), 1, 256),
                SdpText.token(FIELD, words.get(2)).toLowerCase(Locale.ROOT),
                SdpText.integer(FIELD, words.get(3), 0, 0xffff_ffffL),
                address(words.get(4)),
                SdpText.integer(FIELD, words.get(5), 0, 65_535),
                SdpText.token(FIELD, words.get(7)),
                relatedAddress,
                relatedPort,
                extensions);
    }

    /** Why it cannot be used, if so. */
    public Optional<Unusable> unusable() {
        if (component != 1) {
            return Optional.of(Unusable.COMPONENT);
        } else if (!transport.equals("udp") && !transport.equals("tcp")) {
            return Optional.of(Unusable.TRANSPORT);
        } else if (!List.of("host", "srflx", "prflx", "relay").contains(type)) {
            return Optional.of(Unusable.TYPE);
        } else if (port == 0) {
            return Optional.of(Unusable.PORT);
        }
        return isIpLiteral(address) ? Optional.empty() : Optional.of(Unusable.HOST_NAME);
    }

    /** The user name fragment of the ICE generation that it says it is of, or null. */
    public @Nullable String generation() {
        return extensions.get("ufrag");
    }

    /** As a candidate is signalled: {@code candidate:…}. */
    public String text() {
        StringBuilder text = new StringBuilder(128)
                .append(PREFIX)
                .append(foundation)
                .append(' ')
                .append(component)
                .append(' ')
                .append(transport)
                .append(' ')
                .append(priority)
                .append(' ')
                .append(address)
                .append(' ')
                .append(port)
                .append(" typ ")
                .append(type);
        if (relatedAddress != null) {
            text.append(" raddr ").append(relatedAddress);
        }
        if (relatedPort >= 0) {
            text.append(" rport ").append(relatedPort);
        }
        extensions.forEach(
                (name, value) -> text.append(' ').append(name).append(' ').append(value));
        return text.toString();
    }

    private static String address(String text) throws SdpException {
        return SdpText.checked(
                FIELD, text, MAX_ADDRESS, c -> SdpText.isAlphanumeric(c) || c == '.' || c == ':' || c == '-');
    }

    /** Never asks a resolver. Short forms of IPv4 addresses, such as 127.1, are no literals here. */
    private static boolean isIpLiteral(String text) {
        boolean ipv4 = SdpText.matches(text, 15, c -> (c >= '0' && c <= '9') || c == '.')
                && text.chars().filter(c -> c == '.').count() == 3;
        if (!ipv4 && text.indexOf(':') < 0) {
            return false;
        }
        try {
            var _ = InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
