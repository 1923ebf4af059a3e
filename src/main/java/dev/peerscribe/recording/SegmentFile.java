package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file on its way: written by its writer thread, looked at by any. */
final class SegmentFile {
    private final RecordingMetrics metrics;
    private final Path path;
    private final String peer;
    private final @Nullable String peerName;
    private final List<RecordedTrack> tracks;
    private final long offsetMillis;
    // written by the writer thread alone
    private volatile long durationMillis;
    private volatile boolean whole;
    private volatile @Nullable String sha256;

    SegmentFile(
            RecordingMetrics metrics,
            Path path,
            String peer,
            @Nullable String peerName,
            List<RecordedTrack> tracks,
            long offsetMillis) {
        this.metrics = metrics;
        this.path = path;
        this.peer = peer;
        this.peerName = peerName;
        this.tracks = List.copyOf(tracks);
        this.offsetMillis = offsetMillis;
    }

    Path path() {
        return path;
    }

    long offsetMillis() {
        return offsetMillis;
    }

    long durationMillis() {
        return durationMillis;
    }

    /** A packet of so many bytes was written that ends so many milliseconds after the file's start. */
    void written(long endMillis, int bytes) {
        if (endMillis > durationMillis) {
            durationMillis = endMillis;
        }
        metrics.bytes(bytes);
    }

    /** A frame has no place in the file. */
    void refused(TrackKind kind) {
        metrics.dropped(kind, RecordingMetrics.Drop.INVALID, 1);
    }

    void corrected(long millis) {
        durationMillis = millis;
    }

    /** Whether index and duration are in the file. */
    boolean whole() {
        return whole;
    }

    void completed() {
        whole = true;
    }

    void hashed(String hash) {
        sha256 = hash;
    }

    RecordedFile snapshot() {
        long bytes;
        try {
            bytes = Files.size(path);
        } catch (IOException e) {
            bytes = 0; // gone, or its disk is: there is nothing to be had
        }
        return new RecordedFile(
                path.getFileName().toString(),
                peer,
                peerName,
                tracks,
                offsetMillis / 1000.0,
                durationMillis / 1000.0,
                bytes,
                sha256);
    }
}
