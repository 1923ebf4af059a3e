package dev.peerscribe.relay;

import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Attaches one output to tracks, whichever engine receives them: each by a {@link TrackDecoder}. Any thread. */
final class TrackDecoders {
    private final TrackDecoder.Name name;
    private final MediaSessions sessions;
    private final RelayProperties.Queue bounds;
    private final Consumer<TrackKind> dropped;
    private final LongSupplier ticker;
    /** Those that may have a thread. */
    private final Set<TrackDecoder> all = ConcurrentHashMap.newKeySet();

    TrackDecoders(
            TrackDecoder.Name name,
            MediaSessions sessions,
            RelayProperties.Queue bounds,
            Consumer<TrackKind> dropped,
            LongSupplier ticker) {
        this.name = name;
        this.sessions = sessions;
        this.bounds = bounds;
        this.dropped = dropped;
        this.ticker = ticker;
    }

    /** Has a sink take the frames of a track, decoded, until what is returned is closed. */
    MediaSessions.Attachment attach(String peerId, String trackId, MediaSink sink) {
        all.removeIf(TrackDecoder::isOver);
        TrackDecoder decoder = new TrackDecoder(name, bounds, sink, dropped, ticker);
        all.add(decoder);
        MediaSessions.Attachment attachment = sessions.attach(name.meetingId(), peerId, trackId, decoder);
        return () -> {
            attachment.close();
            decoder.close();
        };
    }

    /** Whether nothing is left of them in time, once their attachments are closed. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        for (TrackDecoder decoder : all) {
            if (!decoder.awaitEnd(Duration.ofNanos(Math.max(until - System.nanoTime(), 1)))) {
                return false;
            }
        }
        return true;
    }
}
