package dev.peerscribe.embedded;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The open relay, where it is on. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("peerscribe.embedded.relay.enabled")
class RelayConfiguration {
    @Bean
    OpenRelay openRelay(EmbeddedProperties properties, MeterRegistry registry, JsonMapper mapper) {
        return new OpenRelay(properties.relay(), new RelayMeters(registry), new EnvelopeStamp(mapper));
    }
}
