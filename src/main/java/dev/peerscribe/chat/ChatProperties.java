package dev.peerscribe.chat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the chat.
 *
 * @param history messages kept a meeting, the newest; older ones are forgotten
 * @param maxReceivedCharacters characters (UTF-16) of a message that comes in; longer ones are dropped and counted
 * @param idempotencyKeys idempotency keys remembered a meeting, the newest
 * @param idempotencyWindow how long a key is remembered, in seconds where no unit is given
 */
@Validated
@ConfigurationProperties("peerscribe.chat")
public record ChatProperties(
        @DefaultValue("1000") @Min(1) @Max(100_000) int history,
        @DefaultValue("16000") @Min(1) @Max(1_000_000) int maxReceivedCharacters,
        @DefaultValue("1000") @Min(1) @Max(100_000) int idempotencyKeys,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("1h") @DurationMin(seconds = 1)
        Duration idempotencyWindow) {}
