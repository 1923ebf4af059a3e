package dev.peerscribe.composite;

import jakarta.validation.Valid;
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
 * What is made of finished recordings, and how.
 *
 * @param directory where each composite gets a folder: not among the recordings, whose folders are covered by a manifest
 * @param jobs composites that are made at a time, each by one thread, decoding and encoding included
 * @param queue composites that may wait for their turn
 * @param perRecording composites that a recording may have
 * @param part how much of the timeline is made before it is kept: what a restart costs at most (time, in steps of 320 ms)
 * @param longest the longest recording of which one is made (time)
 * @param frameRate pictures a second
 * @param kilobitsPerMegapixel as for recordings (kbit/s)
 * @param soundKilobits bit rate of the mixed sound (kbit/s)
 * @param minFreeDisk below this much free disk space nothing is made (bytes)
 * @param posters the pictures beside a finished recording
 */
@Validated
@ConfigurationProperties("peerscribe.composite")
public record CompositeProperties(
        @DefaultValue("./composites") @NotNull Path directory,
        @DefaultValue("1") @Min(1) @Max(16) int jobs,
        @DefaultValue("32") @Min(1) @Max(1000) int queue,
        @DefaultValue("8") @Min(1) @Max(100) int perRecording,

        @DefaultValue("60s") @NotNull @DurationMin(seconds = 2) @DurationMax(seconds = 600)
        Duration part,

        @DefaultValue("12h") @NotNull @DurationMin(seconds = 10) @DurationMax(hours = 48)
        Duration longest,

        @DefaultValue("25") @Min(1) @Max(60) int frameRate,
        @DefaultValue("2500") @Min(50) @Max(100_000) int kilobitsPerMegapixel,
        @DefaultValue("96") @Min(16) @Max(320) int soundKilobits,
        @DefaultValue("512MB") @NotNull DataSize minFreeDisk,
        @DefaultValue @NotNull @Valid Posters posters) {

    /**
     * A picture of each participant and one of all, made while a recording is completed.
     *
     * @param enabled whether they are made
     * @param width of the widest (pixels)
     * @param bound the time they may take for a recording; those that are not made by then are left out (time)
     */
    public record Posters(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("640") @Min(64) @Max(1920) int width,

            @DefaultValue("5s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 60)
            Duration bound) {}
}
