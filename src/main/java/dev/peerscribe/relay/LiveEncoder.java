package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.AudioEncoder;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.FrameTimes;
import dev.peerscribe.ffmpeg.PacketSink;
import dev.peerscribe.ffmpeg.PictureFit;
import dev.peerscribe.ffmpeg.VideoEncoder;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.VideoPicture;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.jspecify.annotations.Nullable;

/** The encoders of one connection. Its times begin with 0 when the connection is there. Owned by one thread. */
final class LiveEncoder implements AutoCloseable {
    /** When a picture is so far ahead of the sound, silence fills up to half of it, since players wait for both (nanoseconds). */
    private static final long SOUND_MISSING = 1_000_000_000L;

    private final PictureFit fit = new PictureFit();
    private final FrameTimes times = new FrameTimes();
    private final @Nullable VideoEncoder video;
    private final @Nullable AudioEncoder audio;
    private final @Nullable ArrivalClockAudio clock;
    private long epoch;

    /**
     * Opens the encoders, whose first picture will be a key frame.
     *
     * @param pictures whether there are any
     * @param channels of the sound, 0 for none
     */
    LiveEncoder(RelayProperties properties, boolean pictures, int channels, PacketSink sink) throws FfmpegException {
        RelayProperties.Video size = properties.video();
        video = pictures ? new VideoEncoder(size.settings(), size.width(), size.height(), sink) : null;
        AudioEncoder sound = null;
        boolean open = false;
        try {
            sound = channels > 0 ? new AudioEncoder(properties.audio().settings(), channels, 0, sink) : null;
            open = true;
        } finally {
            if (!open) {
                if (video != null) {
                    video.close();
                }
                fit.close();
            }
        }
        audio = sound;
        clock = sound == null ? null : new ArrivalClockAudio(sound);
    }

    @Nullable
    AVCodecContext pictures() {
        return video == null ? null : video.context();
    }

    @Nullable
    AVCodecContext sound() {
        return audio == null ? null : audio.context();
    }

    /** Times count from here: {@link System#nanoTime()}. */
    void begin(long nanos) {
        epoch = nanos;
    }

    /** Encodes a picture, unless it is from before the beginning or comes too late. */
    void encode(VideoPicture picture) throws FfmpegException {
        long nanos = picture.presentationNanos() - epoch;
        VideoEncoder encoder = video;
        if (encoder == null || nanos < 0) {
            return;
        }
        long millis = times.place(nanos);
        if (millis == FrameTimes.LATE) {
            return;
        }
        encoder.encode(picture, fit, millis);
        if (clock != null && audio != null && ArrivalClockAudio.samplesAt(nanos - SOUND_MISSING) > audio.position()) {
            clock.silenceUntil(nanos - SOUND_MISSING / 2);
        }
    }

    /** As {@link #encode(VideoPicture)}. */
    void encode(AudioBlock block) throws FfmpegException {
        long nanos = block.presentationNanos() - epoch;
        if (clock != null && nanos >= 0) {
            clock.append(block, nanos);
        }
    }

    /** Gives out what the encoders hold. */
    void flush() throws FfmpegException {
        if (video != null) {
            video.flush();
        }
        if (audio != null) {
            audio.flush();
        }
    }

    @Override
    public void close() {
        if (clock != null) {
            clock.close();
        }
        if (audio != null) {
            audio.close();
        }
        if (video != null) {
            video.close();
        }
        fit.close();
    }
}
