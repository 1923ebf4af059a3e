package dev.peerscribe.relay;

import dev.peerscribe.egress.Resolver;
import dev.peerscribe.ffmpeg.AudioSettings;
import dev.peerscribe.ffmpeg.VideoSettings;
import dev.peerscribe.signaling.Backoff;
import dev.peerscribe.stage.Layout;
import dev.peerscribe.stage.StageFormat;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Live outputs.
 *
 * @param allowedTargets where they may go: {@code hls:}, or {@code scheme://host[:port]} where the host may be
 *     {@code *.domain} or {@code *}; none allows nothing. Loopback, link-local and other internal addresses are refused
 *     unless they stand here themselves, private ones unless their host does
 * @param maxRelays at once
 * @param maxPerMeeting of one meeting at once
 * @param caFile authorities (PEM) whose certificates are taken for RTMPS and WHIP; those of the Java runtime where there is none
 * @param connectTimeout how long the way to a destination may take to be made (time)
 * @param writeTimeout how long a destination may take nothing before it counts as lost (time)
 * @param stopBound how long an output may take to end in good order (time)
 */
@Validated
@ConfigurationProperties("peerscribe.relay")
public record RelayProperties(
        @DefaultValue List<String> allowedTargets,
        @DefaultValue("16") @Min(0) @Max(1000) int maxRelays,
        @DefaultValue("4") @Min(0) @Max(100) int maxPerMeeting,
        @Nullable Path caFile,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 60)
        Duration connectTimeout,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 60)
        Duration writeTimeout,

        @DefaultValue("3s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 30)
        Duration stopBound,

        @DefaultValue @NotNull @Valid Video video,
        @DefaultValue @NotNull @Valid Audio audio,
        @DefaultValue @NotNull @Valid Queue queue,
        @DefaultValue @NotNull @Valid Reconnect reconnect,
        @DefaultValue @NotNull @Valid Hls hls) {

    public RelayProperties {
        allowedTargets = List.copyOf(allowedTargets);
        allowedTargets.forEach(AllowedTarget::of);
    }

    @AssertTrue(
            message = "peerscribe.relay.ca-file must be a file that the agent can read; mount it or correct the path")
    boolean isCaFileReadable() {
        return caFile == null || Files.isReadable(caFile);
    }

    TargetRules rules(Resolver resolver) {
        return new TargetRules(allowedTargets.stream().map(AllowedTarget::of).toList(), resolver);
    }

    /**
     * Pictures are H264, all of one size: others are scaled into it with black bars.
     *
     * @param width across (pixels, even)
     * @param height down (pixels, even)
     * @param frameRate pictures a second where everybody is in one; else they come as they are
     * @param kilobits target bit rate (kbit/s)
     * @param keyframeInterval between key frames (time)
     * @param threads of one encoder
     */
    public record Video(
            @DefaultValue("1280") @Min(64) @Max(3840) int width,
            @DefaultValue("720") @Min(64) @Max(2160) int height,
            @DefaultValue("25") @Min(1) @Max(60) int frameRate,
            @DefaultValue("2500") @Min(50) @Max(100_000) int kilobits,

            @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 20)
            Duration keyframeInterval,

            @DefaultValue("1") @Min(1) @Max(16) int threads) {
        @AssertTrue(
                message =
                        "peerscribe.relay.video.width and peerscribe.relay.video.height must be even; 1280 and 720 are the"
                                + " defaults")
        boolean isSizeEven() {
            return width % 2 == 0 && height % 2 == 0;
        }

        StageFormat stage(Layout layout) {
            return new StageFormat(layout, width, height, frameRate);
        }

        VideoSettings settings() {
            return new VideoSettings(VideoSettings.Codec.H264, 0, kilobits * 1000L, keyframeInterval, threads);
        }
    }

    /**
     * Sound is AAC.
     *
     * @param kilobits bit rate (kbit/s)
     */
    public record Audio(
            @DefaultValue("96") @Min(16) @Max(320) int kilobits) {
        AudioSettings settings() {
            return AudioSettings.aac(kilobits * 1000);
        }
    }

    /**
     * What may wait for one output; beyond it the oldest is dropped and counted.
     *
     * @param pictures waiting pictures
     * @param pictureBytes memory of the waiting pictures (bytes)
     * @param blocks waiting pieces of sound, usually of 10 ms
     */
    public record Queue(
            @DefaultValue("30") @Min(2) @Max(1000) int pictures,
            @DefaultValue("64MB") @NotNull DataSize pictureBytes,
            @DefaultValue("200") @Min(10) @Max(10_000) int blocks) {}

    /**
     * When an output that failed is tried again.
     *
     * @param base the shortest wait (time)
     * @param spread the random part on top of it, which grows with every attempt (time)
     * @param factor how the random part grows
     * @param max the longest wait (time)
     * @param maxSpread a wait that would be longer than max is drawn from so much below it (time)
     * @param stableAfter an output that lived so long makes the counting of attempts start anew (time)
     * @param maxAttempts after so many failures in a row it is given up; 0 for no limit
     */
    public record Reconnect(
            @DefaultValue("500ms") @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 3600)
            Duration base,

            @DefaultValue("500ms") @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 3600)
            Duration spread,

            @DefaultValue("2") @DecimalMin("1") @DecimalMax("10")
            double factor,

            @DefaultValue("30s") @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 3600)
            Duration max,

            @DefaultValue("10s") @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 3600)
            Duration maxSpread,

            @DefaultValue("10s") @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 3600)
            Duration stableAfter,

            @DefaultValue("0") @Min(0) int maxAttempts) {

        @AssertTrue(
                message = "peerscribe.relay.reconnect.max must be at least peerscribe.relay.reconnect.base and"
                        + " peerscribe.relay.reconnect.max-spread; 30s, 500ms and 10s are the defaults")
        boolean isMaxGreatEnough() {
            return max.compareTo(base) >= 0 && max.compareTo(maxSpread) >= 0;
        }

        Backoff backoff() {
            return new Backoff(base, spread, factor, max, maxSpread);
        }
    }

    /**
     * HLS files: a folder for each name with index.m3u8 and MPEG-TS segments.
     *
     * @param directory where the folders are
     * @param segment the length of a segment; a whole number of key frame intervals is best (time)
     * @param segments how many the playlist has; older ones are removed
     */
    public record Hls(
            @DefaultValue("./live") @NotNull Path directory,

            @DefaultValue("2s") @NotNull @DurationMin(millis = 500) @DurationMax(seconds = 30)
            Duration segment,

            @DefaultValue("6") @Min(2) @Max(1000) int segments) {
        @AssertTrue(
                message =
                        "peerscribe.relay.hls.directory must not contain %, which FFmpeg would take for a number's place;"
                                + " choose another folder")
        boolean isDirectoryPlain() {
            return directory.toAbsolutePath().toString().indexOf('%') < 0;
        }
    }
}
