package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.AudioSettings;
import dev.peerscribe.ffmpeg.VideoSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How and where recordings are made.
 *
 * @param directory where each recording gets a folder
 * @param format what files are, see {@link RecordingFormat}
 * @param segment when a file of a participant is followed by a further one
 * @param video how pictures are encoded that come decoded; others are copied
 * @param audio how sound is encoded that comes decoded
 * @param queue how much of one participant may wait for its file
 * @param headerWait how long a file waits, from its first frame, for the first frame of the other kind (time)
 * @param stopBound how long a stopped recording may go on writing what is queued (time)
 * @param minFreeDisk below this much free disk space no recording is begun: readiness goes down (bytes)
 * @param diskReserve below this much running recordings are ended, while there is room to complete them; 0 for never (bytes)
 */
@Validated
@ConfigurationProperties("peerscribe.recording")
public record RecordingProperties(
        @DefaultValue("./recordings") @NotNull Path directory,
        @DefaultValue("AUTO") @NotNull RecordingFormat format,
        @DefaultValue @NotNull @Valid SegmentLimits segment,
        @DefaultValue @NotNull @Valid Video video,
        @DefaultValue @NotNull @Valid Audio audio,
        @DefaultValue @NotNull @Valid Queue queue,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 10)
        Duration headerWait,

        @DefaultValue("10s") @NotNull @DurationMin(seconds = 1) @DurationMax(seconds = 300)
        Duration stopBound,

        @DefaultValue("256MB") @NotNull DataSize minFreeDisk,
        @DefaultValue("128MB") @NotNull DataSize diskReserve) {

    public RecordingProperties {
        violation(format, video.codec()).ifPresent(rule -> {
            throw new IllegalArgumentException("peerscribe.recording.format " + rule);
        });
    }

    /** The rule that a format breaks for pictures that are encoded so. */
    static Optional<String> violation(RecordingFormat format, VideoCodec codec) {
        return format == RecordingFormat.MP4 && codec == VideoCodec.VP8
                ? Optional.of(
                        "mp4 holds no VP8, which is what peerscribe.recording.video.codec says: set that to H264 or VP9")
                : Optional.empty();
    }

    /**
     * When a file of a participant is followed by a further one that can be played alone, at the next key frame; never
     * where neither is given.
     *
     * @param duration how long a file lasts at least (time)
     * @param size how much sound and pictures are in a file at least (bytes)
     */
    public record SegmentLimits(
            @Nullable @DurationMin(seconds = 1) @DurationMax(days = 1)
            Duration duration,

            @Nullable DataSize size) {
        /** One file as long as nothing else ends it. */
        static final SegmentLimits NONE = new SegmentLimits(null, null);

        private static final DataSize LEAST = DataSize.ofMegabytes(1);

        public SegmentLimits {
            if (size != null && size.compareTo(LEAST) < 0) {
                throw new IllegalArgumentException(
                        "peerscribe.recording.segment.size must be 1MB at least, but is " + size.toBytes() + "B");
            }
        }

        /** Whether a file so long and so large is to be followed by another. */
        boolean reached(long millis, long bytes) {
            return (duration != null && millis >= duration.toMillis()) || (size != null && bytes >= size.toBytes());
        }
    }

    @AssertTrue(
            message =
                    "peerscribe.recording.disk-reserve must not be more than peerscribe.recording.min-free-disk, or recordings"
                            + " would end as soon as they are begun; 128MB and 256MB are the defaults")
    boolean isReserveWithinFreeDisk() {
        return diskReserve.compareTo(minFreeDisk) <= 0;
    }

    /**
     * How pictures are encoded.
     *
     * @param codec VP8 and VP9 make WebM files, H264 makes Matroska files, unless format says otherwise
     * @param cpuUsed libvpx: how much quality is given up for speed, 0 to 16, for VP9 at most 8; OpenH264 has no use for it
     * @param kilobitsPerMegapixel target bit rate of pictures of a million pixels; that of others grows with the
     *     three-quarter power of their pixels (kbit/s)
     * @param keyframeInterval the longest time between key frames, which is how finely a file can be sought (time)
     * @param threads threads of one encoder
     */
    public record Video(
            @DefaultValue("VP8") @NotNull VideoCodec codec,
            @DefaultValue("8") @Min(0) @Max(16) int cpuUsed,
            @DefaultValue("2500") @Min(50) @Max(100_000) int kilobitsPerMegapixel,

            @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 60)
            Duration keyframeInterval,

            @DefaultValue("1") @Min(1) @Max(16) int threads) {
        VideoSettings settings(int width, int height) {
            double megapixels = width * (double) height / 1e6;
            long bitRate = Math.round(kilobitsPerMegapixel * 1000.0 * Math.pow(megapixels, 0.75));
            return new VideoSettings(codec.encoder(), cpuUsed, bitRate, keyframeInterval, threads);
        }
    }

    /**
     * How sound is encoded: always as Opus.
     *
     * @param kilobits bit rate (kbit/s)
     * @param application what the sound is taken for
     */
    public record Audio(
            @DefaultValue("64") @Min(6) @Max(510) int kilobits,
            @DefaultValue("VOIP") @NotNull OpusApplication application) {
        AudioSettings settings() {
            return AudioSettings.opus(kilobits * 1000, application.option());
        }
    }

    /**
     * How much of one participant may wait for its file; what comes on top is dropped and counted. Decoded frames wait for
     * encoders, encoded ones for the disk only, so that more time of them may wait: the defaults hold five seconds of
     * 20 Mbit/s.
     *
     * @param pictures waiting pictures
     * @param pictureBytes memory of the waiting pictures (bytes)
     * @param blocks waiting audio blocks, usually of 10 ms
     * @param encodedFrames waiting encoded pictures, and as many pieces of encoded sound
     * @param encodedBytes memory of the waiting encoded pictures, and an eighth as much of encoded sound (bytes)
     */
    public record Queue(
            @DefaultValue("30") @Min(2) @Max(1000) int pictures,
            @DefaultValue("64MB") @NotNull DataSize pictureBytes,
            @DefaultValue("200") @Min(10) @Max(10_000) int blocks,
            @DefaultValue("1000") @Min(50) @Max(100_000) int encodedFrames,

            @DefaultValue("16MB") @NotNull DataSize encodedBytes) {
        private static final DataSize LEAST_ENCODED = DataSize.ofMegabytes(4);
        private static final DataSize MOST_ENCODED = DataSize.ofGigabytes(1);

        public Queue {
            if (encodedBytes.compareTo(LEAST_ENCODED) < 0 || encodedBytes.compareTo(MOST_ENCODED) > 0) {
                throw new IllegalArgumentException(
                        "encoded-bytes must be from 4MB, which one frame may have, to 1GB, but is "
                                + encodedBytes.toBytes() + "B");
            }
        }
    }
}
