package dev.peerscribe.signaling;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as Spring binds them, so that the documented defaults are what is tested. */
final class TestSettings {
    private TestSettings() {}

    static SignalingProperties defaults() {
        return bound(new MapConfigurationPropertySource());
    }

    /** Property names without the prefix. */
    static SignalingProperties with(Map<String, String> changed) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        // What most tests are not about.
        source.put("peerscribe.signaling.max-peer-signed-per-second", "100000");
        source.put("peerscribe.signaling.max-peer-frames-per-second", "100000");
        changed.forEach((name, value) -> source.put("peerscribe.signaling." + name, value));
        return bound(source);
    }

    private static SignalingProperties bound(MapConfigurationPropertySource source) {
        return new Binder(source).bindOrCreate("peerscribe.signaling", SignalingProperties.class);
    }
}
