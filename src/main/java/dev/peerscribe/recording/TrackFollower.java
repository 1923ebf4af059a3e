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
            case MediaEvent.PeerStateChanged changed -> {
                switch (changed.to()) {
                    case CONNECTED -> recording.reachable(changed.peerId(), true);
                    case DISCONNECTED, FAILED -> recording.reachable(changed.peerId(), false);
                    case PRESENT, CONNECTING, CLOSED -> {}
                }
            }
            // What comes of these is tracks, and who is muted or speaks is recorded all the same.
            case MediaEvent.PeerJoined _,
                    MediaEvent.PeerTrustChanged _,
                    MediaEvent.DescriptionApplied _,
                    MediaEvent.TrackMuteChanged _,
                    MediaEvent.SpeakingChanged _ -> {}
        }
    }

    private void attach(Recording recording, String peerId, @Nullable String peerName, String trackId, TrackKind kind) {
        recording.open(
                peerId, peerName, trackId, kind, sink -> sessions.attach(recording.meetingId(), peerId, trackId, sink));
    }
}
