package dev.peerscribe.embedded;

import dev.peerscribe.signaling.SignalingConnections;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** The page and its guests, where they are on: the page's files lie where nothing else serves them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty({"peerscribe.embedded.demo.enabled", "peerscribe.embedded.relay.enabled"})
class DemoConfiguration implements WebMvcConfigurer {
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/index.html", "/ui/**")
                .addResourceLocations("classpath:/demo/")
                // a reproducible build gives every version's files one date
                .setUseLastModified(false);
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    @Bean
    DemoGuests demoGuests(
            EmbeddedProperties properties,
            OpenRelay relay,
            SignalingConnections signaling,
            Clock clock,
            MeterRegistry registry) {
        return new DemoGuests(properties.demo(), relay, signaling, clock, new SecureRandom(), registry);
    }

    @Bean
    InvitationReader invitationReader(EmbeddedProperties properties, JsonMapper mapper) {
        return new InvitationReader(mapper, properties.relay().bindAddress());
    }

    @Bean
    FilterRegistrationBean<DemoPageHeaders> demoPageHeaders(OpenRelay relay) {
        FilterRegistrationBean<DemoPageHeaders> registration = new FilterRegistrationBean<>(new DemoPageHeaders(relay));
        registration.addUrlPatterns("/", "/index.html", "/ui/*");
        return registration;
    }
}
