package dev.peerscribe.sdp;

import java.util.List;
import java.util.Locale;

/**
 * The digest of a DTLS certificate (RFC 8122 §5).
 *
 * @param hash the name of the digest, in small letters
 * @param value upper case hexadecimal octets with colons between them
 */
public record Fingerprint(String hash, String value) {
    private static final String FIELD = "a=fingerprint";
    private static final int MAX_OCTETS = 64;

    /** Whether a certificate may be trusted by it: SHA-256 or longer, and of the digest's length. */
    public boolean isUsable() {
        return switch (hash) {
            case "sha-256" -> octets() == 32;
            case "sha-384" -> octets() == 48;
            case "sha-512" -> octets() == 64;
            default -> false;
        };
    }

    /** Reads what {@code a=fingerprint} says: {@code sha-256 AB:CD:…}. */
    public static Fingerprint parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.size() != 2) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "not a digest and its value");
        }
        String value = words.get(1).toUpperCase(Locale.ROOT);
        if (value.length() > MAX_OCTETS * 3 || value.length() % 3 != 2) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "not octets with colons between them");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (i % 3 == 2 ? c != ':' : !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'))) {
                throw new SdpException(FIELD, SdpRule.GRAMMAR, "not octets with colons between them");
            }
        }
        return new Fingerprint(SdpText.token(FIELD, words.getFirst()).toLowerCase(Locale.ROOT), value);
    }

    /** As {@code a=fingerprint} says it. */
    public String text() {
        return hash + " " + value;
    }

    private int octets() {
        return (value.length() + 1) / 3;
    }
}
