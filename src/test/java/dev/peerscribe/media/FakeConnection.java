package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A signalling connection that keeps what it is given. */
final class FakeConnection implements SignalingConnection {
    final List<Sent> sent = new CopyOnWriteArrayList<>();
    final List<String> texts = new CopyOnWriteArrayList<>();
    PeerKey key = TestKeys.key();
    ConnectionState state = ConnectionState.CONNECTED;

    final List<PeerKey> left = new CopyOnWriteArrayList<>();

    /** A message and whom it is for. */
    record Sent(Object message, @Nullable String to) {}

    List<SessionDescription> descriptions() {
        return sent.stream()
                .map(Sent::message)
                .filter(SessionDescription.class::isInstance)
                .map(SessionDescription.class::cast)
                .toList();
    }

    @Override
    public String id() {
        return "m";
    }

    @Override
    public PeerKey publicKey() {
        return key;
    }

    @Override
    public SignalingStatus status() {
        return new SignalingStatus(state, Instant.EPOCH, 0, 0, null);
    }

    @Override
    public boolean send(SessionDescription description, @Nullable String to) {
        return sent.add(new Sent(description, to));
    }

    @Override
    public boolean send(IceCandidate candidate, @Nullable String to) {
        return sent.add(new Sent(candidate, to));
    }

    @Override
    public boolean send(ChatMessage message) {
        return sent.add(new Sent(message, null));
    }

    @Override
    public boolean send(ChatMessage message, String to) {
        return sent.add(new Sent(message, to));
    }

    @Override
    public void peerLeft(PeerKey peer) {
        left.add(peer);
    }

    @Override
    public boolean relayCarriesChat() {
        return true;
    }

    @Override
    public void receiveFromDataChannel(String senderId, String text) {
        texts.add(senderId + ":" + text);
    }

    @Override
    public void close() {
        state = ConnectionState.DISCONNECTED;
    }
}
