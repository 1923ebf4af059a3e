package dev.peerscribe.manifest;

import dev.peerscribe.signaling.SessionDescription;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Fingerprints of DTLS certificates in one form: the hash's name in lower case, a space, hexadecimal pairs in upper case. */
final class Certificates {
    private static final String ATTRIBUTE = "a=fingerprint:";

    private Certificates() {}

    /** Those that a description names, for all or one of its sections (RFC 8122 §5). */
    static Set<String> of(SessionDescription description) {
        Set<String> found = new LinkedHashSet<>();
        description
                .sdp()
                .lines()
                .filter(line -> line.startsWith(ATTRIBUTE))
                .forEach(line -> found.add(normal(line.substring(ATTRIBUTE.length()))));
        return found;
    }

    static String normal(String fingerprint) {
        String[] parts = fingerprint.strip().split(" +", 2);
        return parts.length < 2
                ? fingerprint.strip()
                : parts[0].toLowerCase(Locale.ROOT) + " " + parts[1].toUpperCase(Locale.ROOT);
    }
}
