package dev.peerscribe.relay;

import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tracks of a meeting go out. Told by the control thread, read by any. */
interface Selection {
    /** Takes what is there. */
    void look();

    void opened(String peerId, String trackId, TrackKind kind);

    void closed(String peerId, String trackId);

    /** What kinds of frames are to be expected. */
    Set<TrackKind> kinds();

    /** Whose tracks they are; null where nobody's, or everybody's. */
    @Nullable
    String participant();

    /** Takes nothing any more; returns at once. */
    void close();

    /** Whether nothing is left of it, once it is closed. */
    default boolean awaitEnd(Duration bound) throws InterruptedException {
        return true;
    }
}
