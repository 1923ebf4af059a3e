package dev.peerscribe.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the API.
 *
 * @param allowedHosts names, without port, by which clients may reach the agent besides localhost, 127.0.0.1 and [::1]
 * @param maxBody how long a request's body may be, in bytes where no unit is given
 * @param eventClients clients that may listen to events at a time
 * @param eventHistory events kept for clients that come back
 * @param eventQueue events that may wait for one client; one that is slower is dropped
 * @param heartbeat how long a stream may be silent before a comment is sent, in milliseconds where no unit is given
 */
@Validated
@ConfigurationProperties("peerscribe.api")
record ApiProperties(
        @DefaultValue List<@NotBlank String> allowedHosts,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("64") @Min(1) @Max(10_000) int eventClients,
        @DefaultValue("1024") @Min(1) @Max(100_000) int eventHistory,
        @DefaultValue("256") @Min(1) @Max(100_000) int eventQueue,
        @DefaultValue("15s") @DurationMin(millis = 10) Duration heartbeat) {}
