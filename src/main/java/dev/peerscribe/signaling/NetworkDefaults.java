package dev.peerscribe.signaling;

import java.security.Security;

/** Settings of the Java runtime that hold for the whole process and must be made before its first connection. */
public final class NetworkDefaults {
    private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private NetworkDefaults() {}

    /** Makes them, but for those that the operator made; idempotent. */
    public static void apply() {
        // Every attempt looks the name up: a relay that moved is found at once.
        unlessSet("networkaddress.cache.ttl");
        unlessSet("networkaddress.cache.negative.ttl");
        if (System.getProperty(TUNNEL_SCHEMES) == null) {
            // Off by default, but what proxies ask for; it is used where a proxy's password is configured only.
            System.setProperty(TUNNEL_SCHEMES, "");
        }
    }

    private static void unlessSet(String property) {
        String value = Security.getProperty(property);
        // 10 is what the runtime itself comes with for names that were not found.
        if (value == null || value.isEmpty() || value.equals("10")) {
            Security.setProperty(property, "0");
        }
    }
}
