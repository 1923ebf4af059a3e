package dev.peerscribe.passthrough;

import java.util.Arrays;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.utils.logging2.Logger;

/** What a DTLS handshake agreed on for media (RFC 5764 §4.2): a profile and both directions' master keys; never shown. */
final class SrtpKeys {
    /** The label of the exporter. */
    static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";

    private final SrtpProfile profile;
    private final byte[] material;
    private final boolean client;

    /** @param material client key, server key, client salt, server salt; given away to this object */
    SrtpKeys(SrtpProfile profile, byte[] material, boolean client) {
        if (material.length != materialLength(profile)) {
            throw new IllegalArgumentException("keying material of " + material.length + " bytes for " + profile);
        }
        this.profile = profile;
        this.material = material;
        this.client = client;
    }

    /** Bytes to export for a profile. */
    static int materialLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    SrtpProfile profile() {
        return profile;
    }

    /** Makes contexts for what we send. */
    SrtpContextFactory sending(Logger logger) {
        return factory(true, client, logger);
    }

    /** Makes contexts for what we receive. */
    SrtpContextFactory receiving(Logger logger) {
        return factory(false, !client, logger);
    }

    private SrtpContextFactory factory(boolean sender, boolean ofClient, Logger logger) {
        int keyLength = profile.keyLength();
        int saltLength = profile.saltLength();
        int key = ofClient ? 0 : keyLength;
        int salt = 2 * keyLength + (ofClient ? 0 : saltLength);
        return new SrtpContextFactory(
                sender,
                Arrays.copyOfRange(material, key, key + keyLength),
                Arrays.copyOfRange(material, salt, salt + saltLength),
                profile.policy(),
                profile.policy(),
                logger);
    }
}
