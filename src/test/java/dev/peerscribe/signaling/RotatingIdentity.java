package dev.peerscribe.signaling;

import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.KeyRotated;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keys that change when a test says so, or at every look. */
final class RotatingIdentity implements IdentitySource {
    private final List<SigningIdentity> pairs = new CopyOnWriteArrayList<>(List.of(pair()));
    /** Whether every look sees another pair. */
    volatile boolean restless;

    KeyRotated rotate() {
        PeerKey before = pairs.getLast().publicKey();
        pairs.add(pair());
        return new KeyRotated(before.fingerprint(), pairs.getLast().publicKey().fingerprint());
    }

    @Override
    public SigningIdentity current() {
        if (restless) {
            pairs.add(pair());
        }
        return pairs.getLast();
    }

    @Override
    public boolean isOwn(String fingerprint) {
        return pairs.stream().anyMatch(pair -> pair.isOwn(fingerprint));
    }

    private static SigningIdentity pair() {
        return SigningIdentity.generate(new SecureRandom());
    }
}
