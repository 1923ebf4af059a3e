package dev.peerscribe.embedded;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Properties bound as the application binds them. */
final class TestProperties {
    private TestProperties() {}

    static EmbeddedProperties.Relay relay(String... keysAndValues) {
        return bind("relay.", keysAndValues).relay();
    }

    static EmbeddedProperties.Demo demo(String... keysAndValues) {
        return bind("demo.", keysAndValues).demo();
    }

    private static EmbeddedProperties bind(String prefix, String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("peerscribe.embedded.relay.port", "0"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("peerscribe.embedded." + prefix + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("peerscribe.embedded", EmbeddedProperties.class);
    }
}
