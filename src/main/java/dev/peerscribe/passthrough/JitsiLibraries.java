package dev.peerscribe.passthrough;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.JitsiOpenSslProvider;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * How the ICE and SRTP libraries are configured: by system properties that must be set before the first of their classes
 * loads, so everything in this package that touches them calls {@link #prepare()} first. A property that the operator set
 * stays as it is.
 *
 * <p>Their logs are off: they repeat what a peer sent, and what matters is said by states, failures and counters.
 */
final class JitsiLibraries {
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            // A connectivity check without proof of the password is no check (RFC 8445 §7.1.1).
            Map.entry("org.ice4j.REQUIRE_MESSAGE_INTEGRITY", "true"),
            // Candidates come from the interfaces and the configured servers, from nowhere else.
            Map.entry("ice4j.harvest.mapping.aws.enabled", "false"),
            Map.entry("ice4j.harvest.udp.use-dynamic-ports", "false"),
            Map.entry("ice4j.harvest.use-link-local-addresses", "false"),
            // STUN attributes that tell the world what software this is are of no use to anybody.
            Map.entry("ice4j.software", ""),
            Map.entry("ice4j.redact-remote-addresses", "true"),
            // Consent (RFC 7675): a check every 2 s, repeated within the first, so that a path that is gone shows in 5
            // s.
            Map.entry("ice4j.consent-freshness.interval", "2 seconds"),
            Map.entry("ice4j.consent-freshness.max-wait-interval", "500 milliseconds"),
            Map.entry("ice4j.consent-freshness.max-retransmissions", "4"),
            // How long candidates that trickle in late are still tried after the first pair was chosen.
            Map.entry("ice4j.ice.termination-delay", "10 seconds"));

    /** Held, since the logging system holds its loggers weakly and would forget their levels. */
    private static final Logger ICE = Logger.getLogger("org.ice4j");

    private static final Logger JITSI = Logger.getLogger("org.jitsi");

    /** The one of theirs that is named without its package. */
    private static final Logger CONFIG = Logger.getLogger("JitsiConfig");

    private static final org.jitsi.utils.logging2.Logger SILENT;

    static {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        ICE.setLevel(Level.OFF);
        JITSI.setLevel(Level.OFF);
        CONFIG.setLevel(Level.OFF);
        SILENT = new LoggerImpl("org.ice4j", Level.OFF);
        // Naming one spares a benchmark of a few seconds; the machine's OpenSSL allocates the least.
        Aes.setFactoryClassName(JitsiOpenSslProvider.isLoaded() ? "OpenSSL" : "SunJCE");
    }

    private JitsiLibraries() {}

    /** Sees to it that the libraries are configured; cheap after the first time. */
    static void prepare() {
        // The static initializer did it.
    }

    /** What the libraries' objects log to: nothing. */
    static org.jitsi.utils.logging2.Logger logger() {
        return SILENT;
    }
}
