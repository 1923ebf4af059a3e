package dev.peerscribe.identity;

import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Holds the agent's key pair: loaded from the configured file, or made once and kept there, or made for this run. */
@Component
public class KeyManager {
    private static final Logger log = LoggerFactory.getLogger(KeyManager.class);

    private final SigningIdentity identity;

    /**
     * Loads or makes the pair.
     *
     * @throws KeyFileException where the configured file holds no usable key or cannot be written
     */
    public KeyManager(IdentityProperties properties) {
        SecureRandom random = new SecureRandom();
        if (properties.keyPath() == null) {
            identity = SigningIdentity.generate(random);
            log.info(
                    "The agent's key is made for this run: {}",
                    identity.publicKey().fingerprint());
        } else {
            identity = new KeyFile(properties.keyPath()).loadOrCreate(random);
            log.info("The agent's key is {}", identity.publicKey().fingerprint());
        }
    }

    /** The agent's key pair, the same for the whole run. */
    public SigningIdentity identity() {
        return identity;
    }
}
