package dev.peerscribe.access;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.concurrent.ScheduledFuture;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;

/** The chain that every request goes through, on both ports. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    /** What a browser may do with an answer that it opens by itself: show a picture, play a file. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private static final String[] PAGE = {"/", "/index.html", "/ui/**"};

    @Bean
    AccessMode accessMode(AccessProperties properties) {
        return new AccessMode(properties.asksForCredentials());
    }

    @Bean
    BearerTokens bearerTokens(AccessProperties properties, Clock clock, MeterRegistry registry) {
        return new BearerTokens(
                properties.keysFile() == null ? null : new ApiKeys(properties.keysFile(), clock, registry),
                properties.jwt() == null ? null : new TokenIssuer(properties.jwt(), clock));
    }

    /**
     * Looks at the file of the keys again and again: by content, since a mounted secret changes by a link to a link, and by
     * a scheduler of its own, since a mounted file may hang.
     */
    @Bean(defaultCandidate = false)
    SimpleAsyncTaskScheduler accessScheduler(AccessProperties properties, BearerTokens tokens) {
        SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
        scheduler.setVirtualThreads(true);
        scheduler.setThreadNamePrefix("access-reload-");
        if (properties.reloadInterval().isPositive()) {
            ScheduledFuture<?> _ = scheduler.scheduleWithFixedDelay(
                    tokens::look,
                    scheduler.getClock().instant().plus(properties.reloadInterval()),
                    properties.reloadInterval());
        }
        return scheduler;
    }

    @Bean
    SecurityFilterChain access(
            HttpSecurity http,
            AccessProperties properties,
            BearerTokens tokens,
            Refusals refusals,
            Audit audit,
            Clock clock) {
        Doorkeeper door = new Doorkeeper(properties.rate(), refusals, clock);
        // Nothing is kept between requests, and nothing that a browser sends by itself opens anything.
        http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(door).accessDeniedHandler(door))
                .addFilterAfter(new AuditFilter(audit), SecurityContextHolderFilter.class);
        if (properties.asksForCredentials()) {
            http.oauth2ResourceServer(server -> server.authenticationManagerResolver(_ -> tokens)
                            .authenticationEntryPoint(door)
                            .accessDeniedHandler(door))
                    .addFilterBefore(new CallerRates(properties.rate(), door, clock), AuthorizationFilter.class)
                    .authorizeHttpRequests(requests -> closed(requests, properties.openMetrics()));
        } else {
            http.addFilterBefore(new OpenDoor(), AnonymousAuthenticationFilter.class)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        }
        return http.build();
    }

    private static void closed(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            boolean openMetrics) {
        // What was let in goes on: to the page, to the end of a stream, to the words of an error.
        requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(EndpointRequest.to("health"))
                .permitAll();
        if (openMetrics) {
            requests.requestMatchers(EndpointRequest.to("info", "prometheus")).permitAll();
        }
        requests.requestMatchers(EndpointRequest.toAnyEndpoint())
                .access(mayDo(Scope.METRICS))
                .requestMatchers(PAGE)
                .permitAll()
                .anyRequest()
                .access((authentication, context) -> new AuthorizationDecision(Endpoints.of(context.getRequest())
                        .filter(endpoint -> may(authentication.get(), endpoint.scope()))
                        .isPresent()));
    }

    private static AuthorizationManager<RequestAuthorizationContext> mayDo(Scope scope) {
        return (authentication, _) -> new AuthorizationDecision(may(authentication.get(), scope));
    }

    private static boolean may(Authentication authentication, Scope scope) {
        return authentication instanceof Caller caller && caller.may(scope);
    }
}
