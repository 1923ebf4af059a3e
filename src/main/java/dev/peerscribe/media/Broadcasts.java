package dev.peerscribe.media;

import java.util.Set;

/** Makes links that only send. */
public interface Broadcasts {
    /** One that sends tracks of these kinds, to be closed by the caller. */
    Broadcast open(Set<TrackKind> kinds);
}
