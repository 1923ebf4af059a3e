package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file on its way: written by its writer thread, looked at by any. */
final class SegmentFile {
    private final RecordingMetrics metrics;
    private final String peer;
    private final @Nullable String peerName;
    private final Reception reception;
    /** When the file was begun. */
    private final Map<TrackKind, TrackQuality> before = new EnumMap<>(TrackKind.class);

    private final long offsetMillis;
    private final Instant startedAt;
    // written by the writer thread alone
    private volatile Path path;
    private volatile List<RecordedTrack> tracks;
    private volatile long durationMillis;
    private volatile boolean whole;
    private volatile @Nullable String sha256;
    private volatile @Nullable String note;

    SegmentFile(
            RecordingMetrics metrics,
            Path path,
            String peer,
            @Nullable String peerName,
            List<RecordedTrack> tracks,
            Reception reception,
            long offsetMillis,
            Instant startedAt) {
        this.metrics = metrics;
        this.path = path;
        this.peer = peer;
        this.peerName = peerName;
        this.tracks = List.copyOf(tracks);
        this.reception = reception;
        for (RecordedTrack track : tracks) {
            TrackQuality until = reception.of(track.kind());
            if (until != null) {
                before.put(track.kind(), until);
            }
        }
        this.offsetMillis = offsetMillis;
        this.startedAt = startedAt;
    }

    Path path() {
        return path;
    }

    List<RecordedTrack> tracks() {
        return tracks;
    }

    long offsetMillis() {
        return offsetMillis;
    }

    /** When its first frame was to be shown or heard. */
    Instant startedAt() {
        return startedAt;
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

    /** A frame belongs into a file before this one. */
    void late(TrackKind kind) {
        metrics.dropped(kind, RecordingMetrics.Drop.LATE, 1);
    }

    void corrected(long millis) {
        durationMillis = millis;
    }

    /** Whether index and duration are in the file. */
    boolean whole() {
        return whole;
    }

    void completed() {
        tracks = measured();
        whole = true;
    }

    private List<RecordedTrack> measured() {
        return whole ? tracks : tracks.stream().map(this::measured).toList();
    }

    private RecordedTrack measured(RecordedTrack track) {
        TrackQuality now = reception.of(track.kind());
        TrackQuality earlier = before.get(track.kind());
        double seconds = durationMillis / 1000.0;
        TrackQuality nothing = new TrackQuality(0, 0, 0, 0, 0, 0, 0);
        return now == null ? track : track.with(now.since(earlier == null ? nothing : earlier, seconds));
    }

    /** The same is in another file now. */
    void replacedBy(Path other) {
        path = other;
    }

    /** Something that its user should know. */
    void noted(String words) {
        note = words;
    }

    void hashed(String hash) {
        sha256 = hash;
    }

    RecordedFile snapshot() {
        Path now = path;
        long bytes;
        try {
            bytes = Files.size(now);
        } catch (IOException e) {
            bytes = 0; // gone, or its disk is: there is nothing to be had
        }
        return new RecordedFile(
                now.getFileName().toString(),
                peer,
                peerName,
                measured(),
                offsetMillis / 1000.0,
                durationMillis / 1000.0,
                bytes,
                sha256,
                note);
    }
}
