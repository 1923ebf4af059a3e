package dev.peerscribe.media;

import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A voice that hands each frame to the sessions there are. */
final class MeetingVoice implements Voice {
    private final Set<TrackKind> kinds;
    private final Supplier<Collection<MediaSession>> sessions;
    private final MediaMetrics metrics;
    /** Told once, of the end. */
    private final Consumer<MeetingVoice> ended;
    /** Written by any thread, once. */
    private volatile boolean closed;

    MeetingVoice(
            Set<TrackKind> kinds,
            Supplier<Collection<MediaSession>> sessions,
            MediaMetrics metrics,
            Consumer<MeetingVoice> ended) {
        this.kinds = Set.copyOf(kinds);
        this.sessions = sessions;
        this.metrics = metrics;
        this.ended = ended;
    }

    @Override
    public Set<TrackKind> kinds() {
        return kinds;
    }

    @Override
    public void accept(MediaFrame frame) {
        try (frame) {
            if (closed) {
                return;
            }
            TrackKind kind = frame instanceof AudioBlock ? TrackKind.AUDIO : TrackKind.VIDEO;
            for (MediaSession session : sessions.get()) {
                try {
                    if (session.push(frame)) {
                        metrics.sent(kind);
                    }
                } catch (RuntimeException | Error e) { // the library throws Errors
                    metrics.sendFailed();
                }
            }
        }
    }

    @Override
    public int listeners() {
        return closed
                ? 0
                : Math.toIntExact(
                        sessions.get().stream().filter(MediaSession::isHeard).count());
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        ended.accept(this);
    }
}
