package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a finished file an MP4 file. At every moment, after a power cut too, one of the two is there whole under its name;
 * where both are, the MP4 is.
 */
final class Mp4Conversion {
    private static final Logger log = LoggerFactory.getLogger(Mp4Conversion.class);

    /** Copies hold their index in memory and wait for the same disk: one at a time. */
    private static final ReentrantLock TURN = new ReentrantLock(true);

    private Mp4Conversion() {}

    /** Why what is in a file cannot be in MP4; empty where it can. */
    static Optional<String> obstacle(List<RecordedTrack> tracks) {
        return tracks.stream()
                        .anyMatch(track ->
                                track.kind() == TrackKind.VIDEO && track.codec().equals("VP8"))
                ? Optional.of("not MP4, which holds no VP8")
                : Optional.empty();
    }

    /** The name that a file has once it is MP4. */
    static Path target(Path source) {
        String name = String.valueOf(source.getFileName());
        return source.resolveSibling(name.substring(0, name.lastIndexOf('.') + 1) + Container.MP4.extension());
    }

    /**
     * Replaces a finished file by an MP4 file of the same sound and pictures; returns where that is.
     *
     * @param spare what must be left on the disk for recordings that run meanwhile (bytes)
     * @throws IOException where it could not be made; the source is still there
     */
    static Path replace(Path source, long spare) throws IOException {
        Path target = target(source);
        Path part = target.resolveSibling(target.getFileName() + Remux.TEMPORARY);
        TURN.lock();
        try {
            if (Files.getFileStore(source).getUsableSpace() - Files.size(source) < spare) {
                throw new FfmpegException("no room on the disk for a copy");
            }
            Mp4Copy.of(source, part);
            FileSeal.sync(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            TURN.unlock();
            Files.deleteIfExists(part);
        }
        // The new name must be on the disk before the old one goes.
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            FileSeal.syncFolder(folder);
        }
        try {
            Files.delete(source);
        } catch (IOException e) {
            log.warn("{} is MP4 now, but was not removed: {}", source, e.toString());
        }
        return target;
    }
}
