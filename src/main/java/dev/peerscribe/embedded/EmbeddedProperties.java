package dev.peerscribe.embedded;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What of the embedded helpers is on.
 *
 * @param relay the open relay
 * @param demo the page and its guests
 */
@Validated
@ConfigurationProperties("peerscribe.embedded")
public record EmbeddedProperties(
        @Valid @DefaultValue Relay relay,
        @Valid @DefaultValue Demo demo) {

    @AssertTrue(
            message = "peerscribe.embedded.demo.enabled=true needs peerscribe.embedded.relay.enabled=true, since guests"
                    + " join no other relay")
    boolean isDemoWithRelay() {
        return !demo.enabled() || relay.enabled();
    }

    /**
     * The open relay.
     *
     * @param enabled whether it runs; default false
     * @param port TCP port it listens on, 0 for any free one; default 3030
     * @param bindAddress address it listens on; default 127.0.0.1, this machine only
     * @param allowedOrigins origins of pages that may connect beside those of this machine, such as
     *     {@code https://meet.example.org}; {@code *} for all; default none. Clients that are no browser send no origin
     *     and always may
     * @param maxClients peers connected at once; default 256
     * @param maxRooms paths in use at once; default 64
     * @param maxFrame longest text frame handed on, bytes of UTF-8; default 64KB
     * @param maxFramesPerSecond text frames handed on for one client, averaged over two seconds; default 500
     * @param maxQueuedFrames frames that wait for a client that reads slowly before it is cut; default 512
     * @param maxQueuedSize the same by characters of text; default 1MB
     * @param sendTimeout how long one frame may take to leave before its client is cut, milliseconds; default 5s
     * @param pingInterval silence after which a client is pinged, seconds; it is cut after three; default 20s
     */
    public record Relay(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("3030") @Min(0) @Max(65535) int port,
            @DefaultValue("127.0.0.1") @NotBlank String bindAddress,
            @DefaultValue List<String> allowedOrigins,
            @DefaultValue("256") @Min(2) @Max(10000) int maxClients,
            @DefaultValue("64") @Min(1) @Max(10000) int maxRooms,
            @DefaultValue("64KB") DataSize maxFrame,
            @DefaultValue("500") @Min(1) int maxFramesPerSecond,
            @DefaultValue("512") @Min(1) @Max(100000) int maxQueuedFrames,
            @DefaultValue("1MB") DataSize maxQueuedSize,

            @DefaultValue("5s") @DurationUnit(java.time.temporal.ChronoUnit.MILLIS)
            Duration sendTimeout,

            @DefaultValue("20s") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS)
            Duration pingInterval) {

        @AssertTrue(message = "maxFrame must be from 1KB to 16MB")
        boolean isMaxFrameInRange() {
            return maxFrame.toBytes() >= 1024 && maxFrame.toBytes() <= 16 << 20;
        }

        @AssertTrue(message = "maxQueuedSize must be from maxFrame to 256MB")
        boolean isMaxQueuedSizeInRange() {
            return maxQueuedSize.compareTo(maxFrame) >= 0 && maxQueuedSize.toBytes() <= 256 << 20;
        }

        @AssertTrue(message = "sendTimeout must be from 100ms to 1m")
        boolean isSendTimeoutInRange() {
            return sendTimeout.compareTo(Duration.ofMillis(100)) >= 0
                    && sendTimeout.compareTo(Duration.ofMinutes(1)) <= 0;
        }

        @AssertTrue(message = "pingInterval must be from 1s to 10m")
        boolean isPingIntervalInRange() {
            return pingInterval.compareTo(Duration.ofSeconds(1)) >= 0
                    && pingInterval.compareTo(Duration.ofMinutes(10)) <= 0;
        }
    }

    /**
     * The demo page and its guests.
     *
     * @param enabled whether the page is served and guests can be invited; default false
     * @param maxGuests guests present at once; default 8
     * @param stay how long a guest stays that was not told otherwise, seconds; default 60s
     * @param width of a guest's picture, pixels, even; default 640
     * @param height of a guest's picture, pixels, even; default 360
     * @param frameRate pictures a second; default 30
     */
    public record Demo(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("8") @Min(1) @Max(64) int maxGuests,

            @DefaultValue("60s") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS)
            Duration stay,

            @DefaultValue("640") @Min(160) @Max(1920) int width,
            @DefaultValue("360") @Min(90) @Max(1080) int height,
            @DefaultValue("30") @Min(1) @Max(60) int frameRate) {

        /** The longest a guest may stay. */
        static final Duration LONGEST_STAY = Duration.ofHours(1);

        @AssertTrue(message = "stay must be from 1s to 1h")
        boolean isStayInRange() {
            return stay.compareTo(Duration.ofSeconds(1)) >= 0 && stay.compareTo(LONGEST_STAY) <= 0;
        }

        @AssertTrue(message = "width and height must be even")
        boolean isSizeEven() {
            return width % 2 == 0 && height % 2 == 0;
        }
    }
}
