package dev.peerscribe.recording;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import org.jspecify.annotations.Nullable;

/** Has recordings follow the tracks of their meetings. On the control thread. */
final class TrackFollower {
    private final MediaSessions sessions;

    TrackFollower(MediaSessions sessions) {
        this.sessions = sessions;
    }

    /** Records the tracks that there are. */
    void begin(Recording recording) {
        for (PeerSnapshot peer : sessions.peers(recording.meetingId())) {
            for (TrackSnapshot track : peer.tracks()) {
                attach(recording, peer.id(), peer.name(), track.id(), track.kind());
            }
        }
    }

    void take(Recording recording, MediaEvent event) {
        switch (event) {
            case MediaEvent.TrackOpened opened -> {
                String name = sessions.peers(opened.meetingId()).stream()
                        .filter(peer -> peer.id().equals(opened.peerId()))
                        .findFirst()
                        .map(PeerSnapshot::name) // a peer of the base protocol has none
                        .orElse(null);
                attach(recording, opened.peerId(), name, opened.trackId(), opened.kind());
            }
            case MediaEvent.TrackClosed closed -> recording.close(closed.peerId(), closed.trackId());
            case MediaEvent.PeerLeft left -> recording.closeAll(left.peerId());
            case MediaEvent.PeerJoined joined -> {
                // its tracks will be told
            }
            case MediaEvent.PeerStateChanged changed -> {
                // what matters is its tracks
            }
            case MediaEvent.DescriptionApplied applied -> {
                // what comes of it is tracks
            }
            case MediaEvent.PeerTrustChanged judged -> {
                // one that is not trusted has no tracks
            }
        }
    }

    private void attach(Recording recording, String peerId, @Nullable String peerName, String trackId, TrackKind kind) {
        recording.open(
                peerId, peerName, trackId, kind, sink -> sessions.attach(recording.meetingId(), peerId, trackId, sink));
    }
}
