package dev.peerscribe.speech;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.PlainPicture;
import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One picture all the time, and what is heard meanwhile; sent again and again, for those who come later. */
final class StillUtterance implements Utterance {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final PlainPicture picture;
    /** Null for silence. */
    private final @Nullable Utterance heard;
    /** Of silence. */
    private final Duration duration;

    private long nextPicture;
    private @Nullable MediaFrame held;
    private boolean over;

    /** With the sound of another one, which is closed with this. */
    StillUtterance(PlainPicture picture, Utterance heard) {
        this.picture = picture;
        this.heard = heard;
        duration = Duration.ZERO;
    }

    /** Without sound. */
    StillUtterance(PlainPicture picture, Duration duration) {
        this.picture = picture;
        this.duration = duration;
        heard = null;
    }

    @Override
    public Set<TrackKind> kinds() {
        return heard == null ? Set.of(TrackKind.VIDEO) : EnumSet.allOf(TrackKind.class);
    }

    @Override
    public Optional<Duration> duration() {
        return heard == null ? Optional.of(duration) : heard.duration();
    }

    @Override
    public @Nullable MediaFrame next() throws FfmpegException {
        if (heard == null) {
            return nextPicture < duration.toNanos() ? picture() : null;
        }
        if (held == null && !over) {
            held = heard.next();
            over = held == null;
        }
        MediaFrame sound = held;
        if (sound == null) {
            return null;
        }
        if (nextPicture <= sound.presentationNanos()) {
            return picture();
        }
        held = null;
        return sound;
    }

    private PlainPicture picture() {
        PlainPicture shown = picture.at(nextPicture);
        nextPicture += INTERVAL;
        return shown;
    }

    @Override
    public void close() {
        if (held != null) {
            held.close();
            held = null;
        }
        if (heard != null) {
            heard.close();
        }
    }
}
