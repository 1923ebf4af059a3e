package dev.peerscribe.speech;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said or shown, frame by frame, whose times count from its beginning. Owned by one thread. */
interface Utterance extends AutoCloseable {
    Set<TrackKind> kinds();

    /** How long it is, where that is known. */
    Optional<Duration> duration();

    /** The next frame, to be closed by the caller, in about the order of the times; null at the end. */
    @Nullable
    MediaFrame next() throws FfmpegException;

    @Override
    void close();
}
