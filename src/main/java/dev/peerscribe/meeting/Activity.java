package dev.peerscribe.meeting;

import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.PeerState;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When somebody was last heard, and when media last came. Owned by the meeting's thread. */
final class Activity {
    /** Root mean square of a second that is not taken for silence, full scale being 1: -46 dB, what a quiet room is below. */
    static final double AUDIBLE = 0.005;

    private Instant heardAt;
    private Instant mediaAt;
    /** Payload of each track at the last look, bytes. */
    private Map<String, Long> received = Map.of();

    Activity(Instant joinedAt) {
        heardAt = joinedAt;
        mediaAt = joinedAt;
    }

    /** Takes in what is so now; while nobody is here, nobody is silent. */
    void update(List<PeerSnapshot> peers, boolean somebodyIsHere, Instant now) {
        Map<String, Long> latest = new HashMap<>();
        boolean heard = !somebodyIsHere;
        boolean came = false;
        for (PeerSnapshot peer : peers) {
            for (TrackSnapshot track : peer.tracks()) {
                String id = peer.id() + "/" + track.id();
                latest.put(id, track.bytes());
                came |= track.bytes() > received.getOrDefault(id, 0L);
                heard |= peer.state() == PeerState.CONNECTED && isHeard(track);
            }
        }
        received = latest;
        heardAt = heard ? now : heardAt;
        mediaAt = came ? now : mediaAt;
    }

    Instant heardAt() {
        return heardAt;
    }

    Instant mediaAt() {
        return mediaAt;
    }

    /** A sender that does not say how loud it is may be speaking whenever it sends. */
    private static boolean isHeard(TrackSnapshot track) {
        Double level = track.level();
        return track.kind() == TrackKind.AUDIO
                && (track.speaking() || (!track.muted() && (level == null || level >= AUDIBLE)));
    }
}
