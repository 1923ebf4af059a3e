package dev.peerscribe.identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as Spring binds them, so that the documented defaults are what is tested. */
final class TestIdentity {
    private TestIdentity() {}

    /** Property names without the prefix. */
    static IdentityProperties properties(Map<String, String> given) {
        return new Binder(source("peerscribe.identity.", given))
                .bindOrCreate("peerscribe.identity", IdentityProperties.class);
    }

    /** Property names without the prefix. */
    static TrustProperties trust(Map<String, String> given) {
        return new Binder(source("peerscribe.identity.trust.", given))
                .bindOrCreate("peerscribe.identity.trust", TrustProperties.class);
    }

    static KeyManager manager(Map<String, String> given) {
        return new KeyManager(properties(given), new SimpleMeterRegistry(), event -> {}, Clock.systemUTC());
    }

    private static MapConfigurationPropertySource source(String prefix, Map<String, String> given) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        given.forEach((name, value) -> source.put(prefix + name, value));
        return source;
    }
}
