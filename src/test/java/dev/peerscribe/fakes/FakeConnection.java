package dev.peerscribe.fakes;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.DeliveryState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.SignalingStatus;
import dev.peerscribe.signaling.Via;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection whose relay and network are the test. */
public final class FakeConnection implements SignalingConnection {
    private final ConnectionSpec spec;
    private final Consumer<SignalingEvent> listener;
    private final List<ChatMessage> sent = new ArrayList<>();
    private ConnectionState state = ConnectionState.CONNECTED;
    private boolean carriesChat = true;
    private final List<String> waiting = new ArrayList<>();
    private final Set<String> addressable = new HashSet<>();
    private final Map<ChatMessage, String> directed = new HashMap<>();
    private int queueBound = 8;

    FakeConnection(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        this.spec = spec;
        this.listener = listener;
    }

    public ConnectionSpec spec() {
        return spec;
    }

    /** What went out or waits to. */
    public synchronized List<ChatMessage> sent() {
        return List.copyOf(sent);
    }

    public void goTo(ConnectionState next) {
        ConnectionState before;
        List<String> goOut = List.of();
        synchronized (this) {
            before = state;
            state = next;
            if (next == ConnectionState.CONNECTED) {
                goOut = List.copyOf(waiting);
                waiting.clear();
            }
        }
        listener.accept(new SignalingEvent.StateChanged(spec.id(), before, next, null));
        goOut.forEach(id -> deliver(id, DeliveryState.SENT));
    }

    public synchronized void dropsChat() {
        carriesChat = false;
    }

    public synchronized void queueHolds(int bound) {
        queueBound = bound;
    }

    public void receive(ChatMessage message, Via via) {
        listener.accept(new SignalingEvent.ChatReceived(spec.id(), "sender-1", message, via));
    }

    public void tell(SignalingEvent event) {
        listener.accept(event);
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public PeerKey publicKey() {
        return spec.identity().current().publicKey();
    }

    @Override
    public synchronized SignalingStatus status() {
        return new SignalingStatus(state, Instant.EPOCH, 0, waiting.size(), null);
    }

    @Override
    public boolean send(SessionDescription description, @Nullable String to) {
        return true;
    }

    @Override
    public boolean send(IceCandidate candidate, @Nullable String to) {
        return true;
    }

    @Override
    public void peerLeft(PeerKey peer) {}

    @Override
    public boolean send(ChatMessage message, String to) {
        synchronized (this) {
            if (!addressable.contains(to)) {
                return false;
            }
            directed.put(message, to);
        }
        return send(message);
    }

    /** A peer of this id announced that it may be named. */
    public synchronized void announcesAddressing(String senderId) {
        addressable.add(senderId);
    }

    /** To whom messages went that were for one peer alone. */
    public synchronized Map<ChatMessage, String> directed() {
        return Map.copyOf(directed);
    }

    @Override
    public boolean send(ChatMessage message) {
        boolean goesOut;
        synchronized (this) {
            if (!take(message)) {
                return false;
            }
            goesOut = state == ConnectionState.CONNECTED;
        }
        if (goesOut) {
            deliver(message.id(), DeliveryState.SENT);
        }
        return true;
    }

    /** Tells how far a message got. */
    public void deliver(String messageId, DeliveryState reached) {
        listener.accept(new SignalingEvent.DeliveryChanged(spec.id(), messageId, reached));
    }

    private boolean take(ChatMessage message) {
        if (state == ConnectionState.DISCONNECTED || state == ConnectionState.ERROR) {
            return false;
        }
        if (state != ConnectionState.CONNECTED) {
            if (waiting.size() >= queueBound) {
                return false;
            }
            waiting.add(message.id());
        }
        sent.add(message);
        return true;
    }

    @Override
    public synchronized boolean relayCarriesChat() {
        return carriesChat;
    }

    @Override
    public void receiveFromDataChannel(String senderId, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (state == ConnectionState.DISCONNECTED) {
                return;
            }
        }
        goTo(ConnectionState.DISCONNECTED);
    }
}
