package dev.peerscribe.webhooks;

import dev.peerscribe.egress.HostRule;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is told of facts over HTTP.
 *
 * @param endpoints who is told
 * @param allowedHosts hosts that endpoints may have, see {@link HostRule}; where empty, each endpoint's own. An address of this
 *     machine or its link, such as a cloud's metadata, must stand here or in the URL itself
 * @param directory where messages are kept until they are delivered
 * @param maxPending messages of one endpoint that may wait; the newest beyond it are dropped and counted
 * @param maxDead messages of one endpoint that are kept after they were given up; the oldest go
 * @param concurrent requests to one endpoint at a time
 * @param connectTimeout for a connection (time)
 * @param responseTimeout for an answer (time)
 * @param retry when a message that was not taken is sent again
 */
@Validated
@ConfigurationProperties("peerscribe.webhooks")
public record WebhookProperties(
        @DefaultValue @NotNull @Size(max = 32) List<@Valid Endpoint> endpoints,
        @DefaultValue @NotNull List<String> allowedHosts,
        @DefaultValue("./webhooks") @NotNull Path directory,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxPending,
        @DefaultValue("1000") @Min(0) @Max(100_000) int maxDead,
        @DefaultValue("2") @Min(1) @Max(32) int concurrent,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 60)
        Duration connectTimeout,

        @DefaultValue("15s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 120)
        Duration responseTimeout,

        @DefaultValue @NotNull @Valid Retry retry) {
    public WebhookProperties {
        endpoints = List.copyOf(endpoints);
        allowedHosts = List.copyOf(allowedHosts);
    }

    @AssertTrue(message = "peerscribe.webhooks.endpoints must each have an id of its own")
    boolean isEveryIdOnce() {
        return endpoints.stream().map(Endpoint::id).distinct().count() == endpoints.size();
    }

    @AssertTrue(
            message =
                    "peerscribe.webhooks.allowed-hosts must be names, addresses, *.domain or *, and have a place for the host of"
                            + " every peerscribe.webhooks.endpoints[].url")
    boolean isEveryHostAllowed() {
        return allowedHosts.stream().allMatch(HostRule::isOne)
                && (allowedHosts.isEmpty()
                        || endpoints.stream()
                                .allMatch(endpoint -> endpoint.url() == null
                                        || rules(endpoint).stream()
                                                .anyMatch(rule -> rule.matches(String.valueOf(
                                                        endpoint.url().getHost())))));
    }

    /** The rules by which the host of an endpoint, and the addresses that it leads to, are judged. */
    List<HostRule> rules(Endpoint endpoint) {
        return allowedHosts.isEmpty()
                ? List.of(HostRule.of(String.valueOf(endpoint.url().getHost())))
                : allowedHosts.stream().map(HostRule::of).toList();
    }

    /**
     * Somebody who is told.
     *
     * @param id how it is called here
     * @param url where to, {@code http} or {@code https}
     * @param secretFiles files with secrets, a {@code whsec_…} a line, read anew for each message; signatures are made with all of
     *     them, so that they may overlap while they are rotated
     * @param sslBundle a {@code spring.ssl.bundle} with the endpoint's authority and, where it asks for one, the certificate
     *     that is shown to it; the authorities of the Java runtime where null
     * @param events which facts: names as of server-sent events, {@code recording.*} for all that begin so, {@code *} for all
     */
    public record Endpoint(
            @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,40}")
            String id,

            @NotNull URI url,
            @NotEmpty List<Path> secretFiles,
            @Nullable String sslBundle,

            @DefaultValue({"meeting.*", "recording.*", "storage.*"}) @NotEmpty
            List<@Pattern(regexp = "\\*|[a-z-]+(\\.[a-z-]+)*(\\.\\*)?") String> events) {
        @AssertTrue(
                message =
                        "peerscribe.webhooks.endpoints[].url must be http or https with a host, without user or fragment, of no"
                                + " more than 2048 characters")
        boolean isUrlPlain() {
            return url == null
                    || (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                            && url.getHost() != null
                            && HostRule.isOne(url.getHost())
                            && url.getRawUserInfo() == null
                            && url.getRawFragment() == null
                            && url.toString().length() <= 2048);
        }

        boolean wants(String event) {
            return events.stream()
                    .anyMatch(each -> each.endsWith("*")
                            ? event.startsWith(each.substring(0, each.length() - 1))
                            : event.equals(each));
        }
    }

    /**
     * When a message is sent again.
     *
     * @param base the shortest wait (time)
     * @param spread the random part on top of it, which grows with every attempt (time)
     * @param factor how the random part grows
     * @param max the longest wait (time)
     * @param maxSpread a wait that would be longer than max is drawn from so much below it (time)
     * @param giveUpAfter how long after the fact it is given up and kept as a dead letter (time)
     */
    public record Retry(
            @DefaultValue("5s") @NotNull @DurationMin(millis = 1) @DurationMax(hours = 1)
            Duration base,

            @DefaultValue("5s") @NotNull @DurationMin(millis = 0) @DurationMax(hours = 1)
            Duration spread,

            @DefaultValue("3") @DecimalMin("1") @DecimalMax("10")
            double factor,

            @DefaultValue("6h") @NotNull @DurationMin(millis = 1) @DurationMax(hours = 24)
            Duration max,

            @DefaultValue("2h") @NotNull @DurationMin(millis = 0) @DurationMax(hours = 24)
            Duration maxSpread,

            @DefaultValue("3d") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 30)
            Duration giveUpAfter) {
        @AssertTrue(
                message = "peerscribe.webhooks.retry.max must be at least peerscribe.webhooks.retry.base and"
                        + " peerscribe.webhooks.retry.max-spread; 6h, 5s and 2h are the defaults")
        boolean isMaxGreatEnough() {
            return max.compareTo(base) >= 0 && max.compareTo(maxSpread) >= 0;
        }
    }
}
