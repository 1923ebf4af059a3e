package dev.peerscribe.signaling;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as Spring binds them, so that the documented defaults are what is tested. */
final class TestSettings {
    private TestSettings() {}

    static SignalingProperties defaults() {
        return with(Map.of());
    }

    /** Property names without the prefix. */
    static SignalingProperties with(Map<String, String> changed) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        changed.forEach((name, value) -> source.put("peerscribe.signaling." + name, value));
        return new Binder(source).bindOrCreate("peerscribe.signaling", SignalingProperties.class);
    }
}
