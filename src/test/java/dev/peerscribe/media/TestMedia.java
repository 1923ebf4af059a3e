package dev.peerscribe.media;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What most tests of this package begin with. */
final class TestMedia {
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final MediaMetrics metrics = new MediaMetrics(registry);

    /** The defaults, but for what is given as name and value in turn. */
    static MediaProperties properties(Map<String, String> given) {
        return new Binder(new MapConfigurationPropertySource(given))
                .bindOrCreate("peerscribe.media", MediaProperties.class);
    }

    static MediaProperties properties() {
        return properties(Map.of());
    }

    /** One engine, whatever is asked for. */
    static Engines engines(MediaEngine engine) {
        return new Engines(List.of(engine), EngineChoice.valueOf(engine.kind().name()));
    }

    double count(String meter, String... tags) {
        var found = registry.find(meter).tags(tags).counters();
        return found.stream().mapToDouble(counter -> counter.count()).sum();
    }
}
