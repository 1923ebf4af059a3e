package dev.peerscribe.relay;

import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.signaling.PeerHello;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose tracks go out: those of one participant, at most one of sound and one of pictures. Where none is named it is the
 * first that has any, and when that one has none any more, the next. Guarded by itself.
 */
final class TrackSelection implements Selection {
    private final MediaSessions sessions;
    private final TrackDecoders decoders;
    private final String meetingId;
    private final @Nullable String wanted;
    /** Whether one that is not named must not be a recorder. */
    private final boolean participantsOnly;

    private final MediaSink sink;
    /** Guarded by this. */
    private final Map<TrackKind, Track> tracks = new EnumMap<>(TrackKind.class);

    private @Nullable String chosen;
    private boolean closed;

    private record Track(String id, MediaSessions.Attachment attachment) {}

    TrackSelection(
            MediaSessions sessions,
            TrackDecoders decoders,
            String meetingId,
            @Nullable String wanted,
            boolean participantsOnly,
            MediaSink sink) {
        this.participantsOnly = participantsOnly;
        this.sessions = sessions;
        this.decoders = decoders;
        this.meetingId = meetingId;
        this.wanted = wanted;
        this.sink = sink;
        chosen = wanted;
    }

    @Override
    public void look() {
        for (PeerSnapshot peer : sessions.peers(meetingId)) {
            for (TrackSnapshot track : peer.tracks()) {
                opened(peer.id(), track.id(), track.kind());
            }
        }
    }

    @Override
    public synchronized void opened(String peerId, String trackId, TrackKind kind) {
        if (closed || (chosen != null && !chosen.equals(peerId)) || tracks.containsKey(kind)) {
            return;
        }
        if (participantsOnly && wanted == null && isRecorder(peerId)) {
            return;
        }
        chosen = peerId;
        tracks.put(kind, new Track(trackId, decoders.attach(peerId, trackId, sink)));
    }

    private boolean isRecorder(String peerId) {
        return sessions.peers(meetingId).stream()
                .anyMatch(peer -> peer.id().equals(peerId) && PeerHello.RECORDER.equals(peer.role()));
    }

    @Override
    public void closed(String peerId, String trackId) {
        if (forget(peerId, trackId)) {
            look();
        }
    }

    /** Whether another participant may be looked for. */
    private synchronized boolean forget(String peerId, String trackId) {
        if (!peerId.equals(chosen)) {
            return false;
        }
        tracks.values().removeIf(track -> {
            boolean gone = track.id().equals(trackId);
            if (gone) {
                track.attachment().close();
            }
            return gone;
        });
        if (!tracks.isEmpty() || wanted != null) {
            return false;
        }
        chosen = null;
        return true;
    }

    /** Of the tracks that are taken. */
    @Override
    public synchronized Set<TrackKind> kinds() {
        return tracks.isEmpty() ? EnumSet.noneOf(TrackKind.class) : EnumSet.copyOf(tracks.keySet());
    }

    @Override
    public synchronized @Nullable String participant() {
        return chosen;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tracks.values().forEach(track -> track.attachment().close());
        tracks.clear();
    }
}
