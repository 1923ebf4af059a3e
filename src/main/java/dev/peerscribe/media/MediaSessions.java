package dev.peerscribe.media;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions with the remote peers of every meeting. Every method may be called from any thread. */
public interface MediaSessions {
    /**
     * Serves a meeting from now on.
     *
     * @param connection where answers and candidates go
     * @param trust asked about each peer before there is media with it
     * @param engine which engine receives its media
     */
    void open(SignalingConnection connection, Negotiation negotiation, MeetingTrust trust, EngineKind engine);

    /** The engine for a meeting that makes this choice; null takes the configured one. */
    EngineKind engine(@Nullable EngineChoice choice, Negotiation negotiation);

    /** Takes a fact of the meeting's connection; only enqueues. Facts of unknown meetings are dropped. */
    void on(SignalingEvent event);

    /** The peers of a meeting, empty where it is unknown. */
    List<PeerSnapshot> peers(String meetingId);

    /** Takes somebody's word for a peer; where an offer of it waits, it is answered soon. */
    Approval approve(String meetingId, String peerId);

    /**
     * Sends the frames of a track to {@code sink} too, until the returned handle is closed or the track is.
     * Where the track is gone already, nothing happens.
     */
    Attachment attach(String meetingId, String peerId, String trackId, MediaSink sink);

    /**
     * Begins to send tracks of the agent's own, of these kinds, to every peer of a meeting, also to those that come later.
     * To be closed by the caller; the end of the meeting's media ends it too.
     *
     * @throws VoiceRefusedException where the meeting takes none
     */
    Voice speak(String meetingId, Set<TrackKind> kinds);

    /** Why {@link #speak} would throw at the moment; null where it would not. */
    @Nullable
    VoiceRefusedException refusal(String meetingId);

    /** Sends a text to every peer of the meeting whose data channel is open; returns to how many. */
    int broadcastText(String meetingId, String text);

    /** Sends a text to a peer of the meeting over its data channel; false where none is open. */
    boolean sendText(String meetingId, String peerId, String text);

    /** Ends every session of the meeting within 5 s; idempotent. */
    void close(String meetingId);

    /** A sink's place at a track. */
    interface Attachment extends AutoCloseable {
        /** How well the track came through until now; null where that is not known. Any thread, also after it was closed. */
        default @Nullable TrackQuality quality() {
            return null;
        }

        /** No frame comes after this returned, but for one being handed over at the time. */
        @Override
        void close();
    }
}
