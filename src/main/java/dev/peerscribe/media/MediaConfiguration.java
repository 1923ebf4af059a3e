package dev.peerscribe.media;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts of this package together. */
@Configuration(proxyBeanMethods = false)
class MediaConfiguration {

    @Bean
    MediaMetrics mediaMetrics(MeterRegistry registry) {
        return new MediaMetrics(registry);
    }

    @Bean
    WebRtcEngine webRtcEngine(MediaProperties properties, MediaMetrics metrics) {
        return new WebRtcEngine(properties, metrics);
    }

    @Bean
    Engines mediaEngines(ObjectProvider<MediaEngine> engines, MediaProperties properties) {
        return new Engines(engines.stream().toList(), properties.engine());
    }

    @Bean(destroyMethod = "stop")
    MediaSessionRegistry mediaSessions(
            Engines engines,
            MediaProperties properties,
            MediaMetrics metrics,
            ObjectProvider<Clock> clock,
            ApplicationEventPublisher publisher) {
        return new MediaSessionRegistry(
                engines, properties, metrics, ThreadLane::new, clock.getIfAvailable(Clock::systemUTC), publisher);
    }

    /** By the one engine that encodes, whichever is the usual one. */
    @Bean
    Broadcasts broadcasts(WebRtcEngine engine, MediaProperties properties, MediaMetrics metrics) {
        return kinds -> new EngineBroadcast(engine, kinds, properties, metrics);
    }

    @Bean
    MediaHealthIndicator mediaHealthIndicator(Engines engines, MediaSessionRegistry sessions) {
        return new MediaHealthIndicator(engines, sessions);
    }
}
