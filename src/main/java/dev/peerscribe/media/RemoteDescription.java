package dev.peerscribe.media;

import dev.peerscribe.signaling.SessionDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a remote description tells whose peer connection made it.
 *
 * @param session the session id of {@code o=}, constant for the life of a peer connection (RFC 8829 §5.2.1)
 * @param fingerprints of its DTLS certificates
 * @param usernameFragments of its ICE generation
 * @param sections the ids of its media sections; an answer has those of its offer
 */
record RemoteDescription(
        String session, Set<String> fingerprints, Set<String> usernameFragments, List<String> sections) {

    static RemoteDescription of(SessionDescription description) {
        String session = "";
        Set<String> fingerprints = new HashSet<>();
        Set<String> fragments = new HashSet<>();
        for (String line : description.sdp().split("\r?\n", -1)) {
            if (line.startsWith("o=")) {
                String[] field = line.split(" ", 3);
                session = field.length > 1 ? field[1] : "";
            } else if (line.startsWith("a=fingerprint:")) {
                fingerprints.add(line.substring(14));
            } else if (line.startsWith("a=ice-ufrag:")) {
                fragments.add(line.substring(12));
            }
        }
        return new RemoteDescription(
                session, Set.copyOf(fingerprints), Set.copyOf(fragments), SectionIds.of(description.sdp()));
    }

    /** Whether the same peer connection made both. */
    boolean continues(RemoteDescription before) {
        return session.equals(before.session) && fingerprints.equals(before.fingerprints);
    }
}
