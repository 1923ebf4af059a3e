package dev.peerscribe.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Who can be reached from other machines asks who calls: else the agent does not start. */
@Component
class ListeningRule {
    ListeningRule(
            AccessProperties access,
            ServerProperties server,
            ManagementServerProperties management,
            Environment environment) {
        if (access.asksForCredentials()) {
            return;
        }
        check("server.address", server.getAddress());
        if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            check("management.server.address", management.getAddress());
        }
    }

    private static void check(String property, @Nullable InetAddress address) {
        if (address != null && address.isLoopbackAddress()) {
            return;
        }
        throw new AccessConfigurationException(
                property,
                address == null ? "(none, which is every address)" : address.getHostAddress(),
                "must be a loopback address, such as 127.0.0.1 or ::1, while no credentials are configured: everybody who"
                        + " reaches the agent could join, record, download and delete",
                "Configure credentials: peerscribe.access.keys-file for API keys (java -jar peerscribe.jar new-key makes"
                        + " one), or peerscribe.access.jwt.issuer, jwk-set-uri and audience for tokens of an"
                        + " issuer. Or set " + property + " to 127.0.0.1.",
                null);
    }
}
