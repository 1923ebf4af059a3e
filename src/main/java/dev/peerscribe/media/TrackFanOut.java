package dev.peerscribe.media;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands the frames of one track to every sink that is attached to it. */
final class TrackFanOut implements MediaSink {
    private final String id;
    private final TrackKind kind;
    private final EngineKind engine;
    private final MediaMetrics metrics;
    private final CopyOnWriteArrayList<Place> places = new CopyOnWriteArrayList<>();
    private final LevelMeter meter = new LevelMeter();
    private final TrackActivity activity;
    /** Owned by the session thread, read by any. */
    private volatile boolean closed;
    /** Owned by the session thread, read by any. */
    private volatile boolean suspended;
    /** Set once, by any thread. */
    private volatile boolean silenced;
    /** Owned by the delivering thread, read by any, as are the next three. */
    private volatile long frames;

    private volatile long lastFrame = System.nanoTime();
    private volatile int width;
    private volatile int height;
    /** Owned by the session thread, read by any. */
    private volatile @Nullable TrackStatistics statistics;
    /** As above. */
    private volatile @Nullable TrackQuality quality;
    /** When they were asked for; owned by the session thread. */
    private long measuredAt;

    /**
     * The sinks of a track.
     *
     * @param wake told, seldom and on any thread, that {@link #look} would find something
     */
    TrackFanOut(String id, TrackKind kind, EngineKind engine, MediaMetrics metrics, Consumer<TrackFanOut> wake) {
        this.activity = new TrackActivity(System.nanoTime(), () -> wake.accept(this));
        this.engine = engine;
        this.id = id;
        this.kind = kind;
        this.metrics = metrics;
    }

    String id() {
        return id;
    }

    TrackKind kind() {
        return kind;
    }

    /** Nanoseconds since the last frame; -1 before the first. */
    long idleNanos() {
        return frames == 0 ? -1 : System.nanoTime() - lastFrame;
    }

    MediaSessions.Attachment attach(MediaSink sink) {
        Place place = new Place(sink);
        if (!closed) {
            places.add(place);
            if (closed) {
                places.remove(place);
            }
        }
        return place;
    }

    void close() {
        closed = true;
        places.clear();
    }

    /**
     * Keeps decoded frames back while the peer is away: what the engine then gives is silence of its own making. Encoded
     * ones are the peer's own whenever they come, and pictures build on each other.
     */
    void suspend(boolean away) {
        suspended = away;
    }

    /** Keeps everything back for good: nobody wants to hear of this peer any more. Any thread. */
    void silence() {
        silenced = true;
    }

    /** Payload received by the latest statistics. */
    long bytes() {
        TrackStatistics latest = statistics;
        return latest == null ? 0 : latest.bytes();
    }

    /** Tells whether it is muted and whether somebody speaks, where that changed; on the session thread. */
    void look(TrackActivity.Listener listener) {
        if (!silenced) {
            activity.look(System.nanoTime(), suspended, listener);
        }
    }

    /** Whether somebody speaks, as it was told. */
    boolean isSpeaking() {
        return activity.isSpeaking();
    }

    void statistics(TrackStatistics latest) {
        statistics = latest;
        long now = System.nanoTime();
        TrackQuality before = quality;
        TrackQuality sum = new TrackQuality(
                latest.packetsReceived(),
                Math.max(0, latest.packetsLost()),
                latest.framesDropped(),
                latest.freezes(),
                latest.jitterSeconds(),
                latest.bytes(),
                0);
        TrackQuality since = before == null ? sum : sum.since(before, (now - measuredAt) / 1e9);
        measuredAt = now;
        quality = new TrackQuality(
                sum.packetsReceived(),
                sum.packetsLost(),
                sum.framesDropped(),
                sum.freezes(),
                sum.jitterSeconds(),
                sum.bytes(),
                since.bitsPerSecond());
        metrics.quality(kind, engine, since);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the delivering thread writes
    public void accept(MediaFrame frame) {
        try (frame) {
            if (silenced || (suspended && !(frame instanceof EncodedFrame))) {
                return;
            }
            metrics.frame(kind);
            long now = System.nanoTime();
            lastFrame = now;
            frames++;
            switch (frame) {
                case AudioBlock block -> activity.sound(meter.add(block), block.presentationNanos(), now);
                case VideoPicture picture -> {
                    activity.signal(now);
                    width = picture.width();
                    height = picture.height();
                }
                case EncodedFrame sent
                when sent.codec().isVideo() -> {
                    activity.signal(now);
                    if (sent.key()) {
                        width = sent.width();
                        height = sent.height();
                    }
                }
                case EncodedFrame sent -> activity.sound(meter.add(sent), sent.presentationNanos(), now);
            }
            for (Place place : places) {
                place.take(frame);
            }
        }
    }

    TrackSnapshot snapshot() {
        TrackStatistics latest = statistics;
        boolean picture = kind == TrackKind.VIDEO;
        return new TrackSnapshot(
                id,
                kind,
                latest == null ? null : latest.codec(),
                picture && width > 0 ? width : null,
                picture && height > 0 ? height : null,
                latest == null ? 0 : latest.packetsLost(),
                latest == null ? 0 : latest.bytes(),
                frames,
                picture ? null : meter.level(),
                activity.isSilent(System.nanoTime()),
                activity.isSpeaking(),
                quality);
    }

    private final class Place implements MediaSessions.Attachment {
        private final MediaSink sink;
        private final AtomicBoolean gone = new AtomicBoolean();

        Place(MediaSink sink) {
            this.sink = sink;
        }

        /** Gives the sink a hold of its own. Closing is idempotent, so it is safe where a sink threw halfway. */
        void take(MediaFrame frame) {
            if (gone.get()) {
                return;
            }
            MediaFrame own = switch (frame) {
                case AudioBlock block -> block;
                case VideoPicture picture -> picture.retain();
                case EncodedFrame sent -> sent.retain();
            };
            try {
                sink.accept(own);
            } catch (RuntimeException | Error e) {
                own.close();
                metrics.sinkFailed();
            }
        }

        @Override
        public @Nullable TrackQuality quality() {
            return quality;
        }

        @Override
        public void close() {
            gone.set(true);
            places.remove(this);
        }
    }
}
