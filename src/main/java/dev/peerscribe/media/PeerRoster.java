package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who is in a meeting, and the telling of who comes and goes. Written by the meeting's lane, read by any thread. */
final class PeerRoster {
    /** The reasons that say that a peer is gone, and not only its media. */
    private static final Set<String> GONE = Set.of("left", "closed-by-peer", "not-seen");

    private final SessionContext context;
    /** By id. */
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();

    PeerRoster(SessionContext context) {
        this.context = context;
    }

    Collection<Peer> all() {
        return peers.values();
    }

    @Nullable
    Peer find(String peerId) {
        return peers.get(peerId);
    }

    /** Forgets peers without a session that gave no sign of life for long. */
    void forgetSilent() {
        Instant oldest = context.clock().instant().minus(context.properties().presenceTimeout());
        for (Peer peer : List.copyOf(peers.values())) {
            if (peer.session() == null && peer.lastSeen().isBefore(oldest)) {
                left(peer, "not-seen");
            }
        }
    }

    /** By the relay's id; where it gives none, by the ICE generation, else the only one there is. */
    @Nullable
    Peer senderOf(SignalingEvent.CandidateReceived received) {
        if (!received.senderId().isEmpty()) {
            return peers.values().stream()
                    .filter(peer -> peer.senderId().equals(received.senderId()))
                    .findAny()
                    .orElse(null);
        }
        List<Peer> linked =
                peers.values().stream().filter(peer -> peer.session() != null).toList();
        String generation = CandidateGrammar.generation(received.candidate());
        if (generation == null) {
            return linked.size() == 1 ? linked.getFirst() : null;
        }
        return linked.stream()
                .filter(peer -> peer.usernameFragments().contains(generation))
                .findAny()
                .orElse(null);
    }

    /** The peer with this key, made where it is not known; null where there are too many. */
    @Nullable
    Peer present(PeerKey key, String senderId) {
        Instant now = context.clock().instant();
        Peer peer = peers.get(key.shortId());
        if (peer == null) {
            if (peers.size() >= context.properties().maxPresent() && !forgetOldest()) {
                context.metrics().overloaded();
                return null;
            }
            peer = new Peer(key, senderId, now);
        }
        peer.seen(senderId, now);
        return peer;
    }

    /** Tells of a peer that was not known. */
    void joined(Peer peer) {
        if (peers.putIfAbsent(peer.id(), peer) == null) {
            var hello = peer.hello();
            context.events()
                    .accept(new MediaEvent.PeerJoined(
                            context.meetingId(), peer.id(), hello == null ? null : hello.name()));
        }
    }

    /** Forgets a peer and tells of it. */
    void left(Peer peer, String reason) {
        if (peers.remove(peer.id(), peer)) {
            if (GONE.contains(reason)) {
                context.connection().peerLeft(peer.key());
            }
            context.events().accept(new MediaEvent.PeerLeft(context.meetingId(), peer.id(), reason));
        }
    }

    private boolean forgetOldest() {
        Peer oldest = null;
        for (Peer peer : peers.values()) {
            if (peer.session() == null && (oldest == null || peer.lastSeen().isBefore(oldest.lastSeen()))) {
                oldest = peer;
            }
        }
        if (oldest == null) {
            return false;
        }
        left(oldest, "too-many-peers");
        return true;
    }
}
