package dev.peerscribe.speech;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the agent may say in meetings.
 *
 * @param directory where the files and pictures are that may be played and shown
 * @param maxSpeeches at once, in all meetings together
 * @param maxDuration of one (time)
 * @param maxPictureSize of a picture's file (bytes)
 * @param listenerTimeout how long nobody may agree to receive it before it is given up (time)
 * @param stopBound how long one may take to stop (time)
 */
@Validated
@ConfigurationProperties("peerscribe.speech")
public record SpeechProperties(
        @DefaultValue("./speech") @NotNull Path directory,
        @DefaultValue("8") @Min(0) @Max(100) int maxSpeeches,

        @DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24)
        Duration maxDuration,

        @DefaultValue("10MB") @NotNull DataSize maxPictureSize,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 10)
        Duration listenerTimeout,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 30)
        Duration stopBound,

        @DefaultValue @NotNull @Valid Video video) {
    /**
     * What is seen: files are scaled down to fit, a picture and the name are of this size.
     *
     * @param width across (pixels, even)
     * @param height down (pixels, even)
     */
    public record Video(
            @DefaultValue("640") @Min(64) @Max(1920) int width,
            @DefaultValue("360") @Min(64) @Max(1080) int height) {
        @AssertTrue(
                message =
                        "peerscribe.speech.video.width and peerscribe.speech.video.height must be even; 640 and 360 are"
                                + " the defaults")
        boolean isSizeEven() {
            return width % 2 == 0 && height % 2 == 0;
        }
    }
}
