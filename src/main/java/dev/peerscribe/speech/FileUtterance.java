package dev.peerscribe.speech;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.MediaFile;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file. */
final class FileUtterance implements Utterance {
    private final MediaFile file;

    FileUtterance(Path path, SpeechProperties.Video video) throws FfmpegException {
        file = MediaFile.open(path, video.width(), video.height());
    }

    @Override
    public Set<TrackKind> kinds() {
        return file.kinds();
    }

    @Override
    public Optional<Duration> duration() {
        return file.duration();
    }

    @Override
    public @Nullable MediaFrame next() throws FfmpegException {
        return file.next();
    }

    @Override
    public void close() {
        file.close();
    }
}
