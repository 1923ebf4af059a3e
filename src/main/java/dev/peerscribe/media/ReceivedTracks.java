package dev.peerscribe.media;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The remote tracks of one link, by their media section. Owned by the session thread. */
final class ReceivedTracks {
    private final WebRtcEngine engine;
    private final PeerLinkListener listener;
    private final MediaMetrics metrics;
    private final Map<String, ReceivedTrack> tracks = new HashMap<>();

    ReceivedTracks(WebRtcEngine engine, PeerLinkListener listener, MediaMetrics metrics) {
        this.engine = engine;
        this.listener = listener;
        this.metrics = metrics;
    }

    /** Compares what is received now with what was, after every completed exchange. */
    void update(RTCPeerConnection connection) {
        Set<String> receiving = new HashSet<>();
        for (RTCRtpTransceiver transceiver : connection.getTransceivers()) {
            RTCRtpTransceiverDirection direction = transceiver.getCurrentDirection();
            if (direction == RTCRtpTransceiverDirection.RECV_ONLY
                    || direction == RTCRtpTransceiverDirection.SEND_RECV) {
                String mid = transceiver.getMid();
                receiving.add(mid);
                if (!tracks.containsKey(mid)) {
                    opened(mid, transceiver.getReceiver().getTrack());
                }
            }
        }
        for (String mid : List.copyOf(tracks.keySet())) {
            if (!receiving.contains(mid)) {
                ReceivedTrack gone = tracks.remove(mid);
                if (gone != null) {
                    gone.close(false);
                    listener.onTrackClosed(gone.id());
                }
            }
        }
    }

    private void opened(String mid, MediaStreamTrack nativeTrack) {
        String kind = nativeTrack.getKind();
        ReceivedTrack track = new ReceivedTrack(engine.nextTrackId(kind), nativeTrack, engine.heldPictures(), metrics);
        tracks.put(mid, track);
        listener.onTrackOpened(track.id(), track.kind());
    }

    /** Sends the frames of a track to {@code sink} from now on. */
    void route(String trackId, MediaSink sink) {
        for (ReceivedTrack track : tracks.values()) {
            if (track.id().equals(trackId)) {
                track.route(sink);
            }
        }
    }

    /** The ids of the tracks, by their media section. */
    Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        tracks.forEach((mid, track) -> ids.put(mid, track.id()));
        return ids;
    }

    /** How far the engine's sound is behind the pictures, by track (nanoseconds); of others it is as it was. */
    void soundIsLater(Map<String, Long> lateness) {
        for (ReceivedTrack track : tracks.values()) {
            Long nanos = lateness.get(track.id());
            if (nanos != null) {
                track.soundIsLater(nanos);
            }
        }
    }

    /** Before the connection is closed. */
    void close() {
        for (ReceivedTrack track : tracks.values()) {
            track.close(true);
        }
        tracks.clear();
    }
}
