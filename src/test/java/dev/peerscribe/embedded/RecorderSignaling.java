package dev.peerscribe.embedded;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingConnections;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.SignalingStatus;
import dev.peerscribe.signaling.SignedDescription;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signalling without a wire: a room with one recorder, which greets whoever comes and answers every offer for real. */
final class RecorderSignaling implements SignalingConnections, AutoCloseable {
    static final String RECORDER = "the-recorder";

    private final SigningIdentity identity = SigningIdentity.generate(new SecureRandom());
    private final Map<String, ReceivingPeer> receivers = new ConcurrentHashMap<>();
    private final List<ConnectionSpec> opened = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final List<ChatMessage> chat = new CopyOnWriteArrayList<>();
    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final ReceivingPeer.Engine engine;

    RecorderSignaling(ReceivingPeer.Engine engine) {
        this.engine = engine;
    }

    List<ConnectionSpec> opened() {
        return opened;
    }

    List<String> closed() {
        return closed;
    }

    List<ChatMessage> chat() {
        return chat;
    }

    /** The receiver of a guest, once it offered. */
    @Nullable
    ReceivingPeer receiver(String connectionId) {
        return receivers.get(connectionId);
    }

    /** Ends a guest's receiver. */
    void forget(String connectionId) {
        ReceivingPeer receiver = receivers.remove(connectionId);
        if (receiver != null) {
            receiver.close();
        }
    }

    @Override
    public SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        opened.add(spec);
        network.execute(() -> listener.accept(new SignalingEvent.HelloReceived(
                spec.id(), RECORDER, identity.publicKey(), new PeerHello("Recorder", PeerHello.RECORDER, Set.of()))));
        return new Connection(spec.id(), listener);
    }

    @Override
    public void close() {
        network.shutdown();
        try {
            network.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        receivers.values().forEach(ReceivingPeer::close);
    }

    private final class Connection implements SignalingConnection {
        private final String id;
        private final Consumer<SignalingEvent> listener;

        Connection(String id, Consumer<SignalingEvent> listener) {
            this.id = id;
            this.listener = listener;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public PeerKey publicKey() {
            return identity.publicKey();
        }

        @Override
        public SignalingStatus status() {
            return new SignalingStatus(ConnectionState.CONNECTED, Instant.EPOCH, 0, 0, null);
        }

        @Override
        public boolean send(SessionDescription description, @Nullable String to) {
            if (network.isShutdown()) {
                return false;
            }
            network.execute(() -> {
                ReceivingPeer receiver = receivers.computeIfAbsent(
                        id,
                        i -> engine.open(candidate ->
                                listener.accept(new SignalingEvent.CandidateReceived(id, RECORDER, candidate))));
                SessionDescription answer = receiver.answer(description);
                listener.accept(new SignalingEvent.DescriptionReceived(
                        id, RECORDER, identity.publicKey(), answer, new SignedDescription("secure-answer", "{}")));
            });
            return RECORDER.equals(to);
        }

        @Override
        public boolean send(IceCandidate candidate, @Nullable String to) {
            if (network.isShutdown()) {
                return false;
            }
            network.execute(() -> {
                ReceivingPeer receiver = receivers.get(id);
                if (receiver != null) {
                    receiver.add(candidate);
                }
            });
            return RECORDER.equals(to);
        }

        @Override
        public boolean send(ChatMessage message) {
            return chat.add(message);
        }

        @Override
        public boolean send(ChatMessage message, String to) {
            return chat.add(message);
        }

        @Override
        public void peerLeft(PeerKey peer) {}

        @Override
        public boolean relayCarriesChat() {
            return true;
        }

        @Override
        public void receiveFromDataChannel(String senderId, String text) {}

        @Override
        public void close() {
            closed.add(id);
        }
    }
}
