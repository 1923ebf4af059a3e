package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts of this package together. */
@Configuration(proxyBeanMethods = false)
class PassthroughConfiguration {

    @Bean
    PassthroughMetrics passthroughMetrics(MeterRegistry registry) {
        return new PassthroughMetrics(registry);
    }

    @Bean
    PassthroughEngine passthroughEngine(
            MediaProperties properties, PassthroughMetrics metrics, ObjectProvider<Clock> clock) {
        return new PassthroughEngine(properties, metrics, clock.getIfAvailable(Clock::systemUTC));
    }
}
