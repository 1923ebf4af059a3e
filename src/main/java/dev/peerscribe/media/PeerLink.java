package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.Set;

/**
 * The port to a media engine: one connection to one remote peer that receives its media, and may send some.
 *
 * <p>Owned by one session thread, which may block in every call for a bounded time; none may be made after
 * {@link #close()}. What comes from the network was passed through {@link SdpGate} by the caller.
 */
public interface PeerLink extends AutoCloseable {
    /** Applies a remote offer (also a renegotiation or an ICE restart) and answers it, receiving everything offered. */
    SessionDescription answer(SessionDescription offer) throws NegotiationException, InterruptedException;

    /**
     * Makes an offer to receive one audio and one video track, with the data channel {@code secure-channel}. The ids of
     * its sections of sound and picture are like those of no other link's offer. One that sends before its first offer
     * receives nothing and has no channel.
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

    /**
     * Has tracks of our own of these kinds be sent from the next {@link #offer} on, and no others; none are sent before.
     *
     * @throws NegotiationException where the engine sends nothing
     */
    void send(Set<TrackKind> kinds) throws NegotiationException;

    /** Whether the peer agreed to receive a track of ours. */
    boolean isHeard();

    /**
     * Sends a decoded frame, of sound 10 ms at 8 to 48 kHz, which stays the caller's. Any thread, at any time, without
     * waiting.
     *
     * @return false where it was left out, since its kind is not sent or descriptions are being exchanged
     */
    boolean push(MediaFrame frame);

    /** The state of every open track by the engine's statistics. */
    List<TrackStatistics> statistics() throws InterruptedException;

    /** Detaches the sinks, ends the connection and gives back everything native; idempotent. */
    @Override
    void close();
}
