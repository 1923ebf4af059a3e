package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;

/**
 * The port to a media engine: one connection to one remote peer that receives its media.
 *
 * <p>Owned by one session thread, which may block in every call for a bounded time; none may be made after
 * {@link #close()}. What comes from the network was passed through {@link SdpGate} by the caller.
 */
public interface PeerLink extends AutoCloseable {
    /** Applies a remote offer (also a renegotiation or an ICE restart) and answers it, receiving everything offered. */
    SessionDescription answer(SessionDescription offer) throws NegotiationException, InterruptedException;

    /**
     * Makes an offer to receive one audio and one video track, with the data channel {@code secure-channel}. The ids of
     * its sections of sound and picture are like those of no other link's offer.
     */
    SessionDescription offer(boolean iceRestart) throws NegotiationException, InterruptedException;

    /** Takes the last {@link #offer} back, as if it had not been made (RFC 8829 §4.1.10.2). */
    void rollback() throws NegotiationException, InterruptedException;

    /** Applies the answer to the last {@link #offer}. */
    void accept(SessionDescription answer) throws NegotiationException, InterruptedException;

    /** Adds a remote candidate; only after a remote description. */
    void add(IceCandidate candidate) throws NegotiationException;

    /** Sends a text over the data channel {@code secure-channel}; false where it is not open. */
    boolean sendText(String text);

    /** Sends the frames of a track to {@code sink} from now on, instead of where they went before. */
    void route(String trackId, MediaSink sink);

    /** The state of every open track by the engine's statistics. */
    List<TrackStatistics> statistics() throws InterruptedException;

    /** Detaches the sinks, ends the connection and gives back everything native; idempotent. */
    @Override
    void close();
}
