package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Engines as tests need them. */
final class TestEngines {
    private TestEngines() {}

    /** With the defaults. */
    static PassthroughEngine passthrough() {
        MediaProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("peerscribe.media", MediaProperties.class);
        return new PassthroughEngine(properties, new PassthroughMetrics(new SimpleMeterRegistry()), Clock.systemUTC());
    }
}
