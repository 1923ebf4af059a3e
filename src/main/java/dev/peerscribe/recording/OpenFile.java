package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.TrackKind;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** The file that a segment writes to at the moment. Times are milliseconds of the recording. Owned by one thread. */
final class OpenFile implements AutoCloseable {
    /** How much earlier than the file a piece of sound may begin, for what an encoder puts before it. */
    private static final long EARLY = 20;

    private final SegmentFile file;
    private final MatroskaWriter writer;
    private final Map<TrackKind, Integer> streams = new EnumMap<>(TrackKind.class);
    private final boolean further;
    private long bytes;

    /**
     * Begins a file.
     *
     * @param further whether it goes on where another ended
     */
    OpenFile(SegmentFile file, boolean further) throws FfmpegException {
        this.file = file;
        this.further = further;
        writer = new MatroskaWriter(file.path());
        boolean dated = false;
        try {
            writer.startedAt(file.startedAt());
            dated = true;
        } finally {
            if (!dated) {
                writer.close();
            }
        }
    }

    /** Adds a track; all of them before {@link #begin}. */
    void add(TrackKind kind, AVCodecParameters parameters) throws FfmpegException {
        streams.put(kind, writer.add(parameters));
    }

    /** Adds a track of what an encoder makes. */
    void add(TrackKind kind, AVCodecContext encoder) throws FfmpegException {
        streams.put(kind, writer.add(encoder));
    }

    void begin() throws FfmpegException {
        writer.begin();
    }

    boolean has(TrackKind kind) {
        return streams.containsKey(kind);
    }

    long offsetMillis() {
        return file.offsetMillis();
    }

    /** Whether at that time it is long or large enough to be followed by another. */
    boolean reached(RecordingProperties.SegmentLimits limits, long millis) {
        return limits.reached(millis - file.offsetMillis(), bytes);
    }

    /** What became of a packet. */
    enum Written {
        YES,
        /** It belongs into the file before this one, which is finished. */
        LATE,
        /** Its bytes are not those of its codec; nothing of it is in the file, which goes on. */
        REFUSED
    }

    /**
     * Writes a packet of a track that the file has.
     *
     * @param pts milliseconds of the file
     * @param endMillis when it ends, in milliseconds of the file
     */
    Written write(TrackKind kind, AVPacket packet, long pts, long duration, long endMillis) throws FfmpegException {
        Integer stream = streams.get(kind);
        if (stream == null) {
            throw new IllegalArgumentException("the file has no track of " + kind);
        }
        if (further && pts < -EARLY) {
            file.late(kind);
            return Written.LATE;
        }
        packet.stream_index(stream);
        packet.pts(pts);
        packet.dts(pts);
        packet.duration(duration);
        int size = packet.size();
        if (!writer.write(packet)) {
            file.refused(kind);
            return Written.REFUSED;
        }
        bytes += size;
        file.written(endMillis, size);
        return Written.YES;
    }

    /** Ends it in good order. */
    void finish() throws FfmpegException {
        writer.finish();
        file.completed();
    }

    /** Leaves it as it is, where it was not finished. */
    @Override
    public void close() {
        writer.close();
    }
}
