package dev.peerscribe.media;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.media.MediaMetrics.Refusal;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who is in a meeting, and the telling of who comes and goes. Written by the meeting's lane, read by any thread. */
final class PeerRoster {
    /** The reasons that say that a peer is gone; one that says nothing for long may still be listening. */
    private static final Set<String> GONE = Set.of("left", "closed-by-peer");

    private final SessionContext context;
    private final MeetingTrust trust;
    /** By id. */
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    /**
     * How those who left had introduced themselves, since a peer that comes back by an offer alone does not say it again; by
     * id, the oldest go first. Owned by the meeting's lane.
     */
    private final Map<String, PeerHello> introductions;

    PeerRoster(SessionContext context, MeetingTrust trust) {
        this.context = context;
        this.trust = trust;
        this.introductions = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, PeerHello> eldest) {
                return size() > context.properties().maxPresent();
            }
        };
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
            if (isIdle(peer) && peer.lastSeen().isBefore(oldest)) {
                left(peer, "not-seen");
            }
        }
    }

    /** The relay may give everybody another id now, and one's old id to another. */
    void forgetSenders() {
        peers.values().forEach(Peer::forgetSender);
    }

    /** By the relay's id; where it gives none that is known, by the ICE generation, else the only one there is. */
    @Nullable
    Peer senderOf(SignalingEvent.CandidateReceived received) {
        if (!received.senderId().isEmpty()) {
            Peer sender = peers.values().stream()
                    .filter(peer -> peer.senderId().equals(received.senderId()))
                    .findAny()
                    .orElse(null);
            if (sender != null) {
                return sender;
            }
        }
        List<Peer> linked =
                peers.values().stream().filter(peer -> !isIdle(peer)).toList();
        String generation = CandidateGrammar.generation(received.candidate());
        if (generation == null) {
            boolean onlyOne = linked.size() == 1 && received.senderId().isEmpty();
            return onlyOne ? linked.getFirst() : null;
        }
        return linked.stream()
                .filter(peer -> peer.usernameFragments().contains(generation))
                .findAny()
                .orElse(null);
    }

    /** The peer with this key, made where it is not known; null where it is refused. */
    @Nullable
    Peer present(PeerKey key, String senderId) {
        Instant now = context.clock().instant();
        Peer known = peers.get(key.shortId());
        if (known == null) {
            PeerHello said = introductions.get(key.shortId());
            if (peers.size() >= context.properties().maxPresent() && !forgetOldest()) {
                context.metrics().peerRefused(Refusal.TOO_MANY);
                return null;
            }
            known = new Peer(key, senderId, now);
            if (said != null) {
                known.introduced(said);
            }
        }
        Peer peer = known;
        if (!peer.key().equals(key)) {
            context.metrics().peerRefused(Refusal.ID_TAKEN); // nobody makes two keys with 64 bits in common by accident
            return null;
        }
        if (!senderId.isEmpty()) {
            // One socket, one peer: who rotates its key keeps the id, and the former key has none any more.
            peers.values().stream()
                    .filter(other -> !other.equals(peer) && other.senderId().equals(senderId))
                    .forEach(Peer::isElsewhere);
        }
        peer.seen(senderId, now);
        return peer;
    }

    /** Whether nobody takes what is said to this peer for something said to itself; any thread. */
    boolean isAddressedAlone(Peer peer) {
        return peers.values().stream()
                .filter(other -> other != peer)
                .allMatch(other -> peer.address() != null && other.understandsAddresses());
    }

    /** Tells of a peer that was not known. */
    void joined(Peer peer) {
        if (peers.putIfAbsent(peer.id(), peer) == null) {
            var hello = peer.hello();
            context.events()
                    .accept(new MediaEvent.PeerJoined(
                            context.meetingId(), peer.id(), hello == null ? null : hello.name()));
            tell(peer, Verdict.UNKNOWN);
        }
    }

    /** What is thought of the peer now; told where it is another thing. */
    Verdict judge(Peer peer) {
        var hello = peer.hello();
        Verdict before = peer.verdict();
        Verdict now = trust.judge(peer.key(), hello == null ? null : hello.name());
        peer.verdict(now);
        if (peers.get(peer.id()) == peer) {
            tell(peer, before);
        }
        return now;
    }

    /** Takes somebody's word for a peer; any thread. */
    Approval approve(String peerId) {
        Peer peer = find(peerId);
        if (peer == null) {
            return Approval.UNKNOWN_PEER;
        }
        var hello = peer.hello();
        return trust.approve(peer.key(), hello == null ? null : hello.name())
                ? Approval.APPROVED
                : Approval.NOT_WAITING;
    }

    private void tell(Peer peer, Verdict before) {
        Verdict now = peer.verdict();
        if (!now.equals(before)) {
            context.metrics().judged(now);
            context.events()
                    .accept(new MediaEvent.PeerTrustChanged(
                            context.meetingId(), peer.id(), before.trust(), now.trust(), now.reason()));
        }
    }

    /** Forgets a peer and tells of it. */
    void left(Peer peer, String reason) {
        if (peers.remove(peer.id(), peer)) {
            trust.forget(peer.key());
            PeerHello said = peer.hello();
            if (said != null) {
                introductions.remove(peer.id()); // the latest to leave is the youngest
                introductions.put(peer.id(), said);
            }
            if (GONE.contains(reason)) {
                context.connection().peerLeft(peer.key());
            }
            context.events().accept(new MediaEvent.PeerLeft(context.meetingId(), peer.id(), reason));
        }
    }

    /** Whether it has no session and waits for none. */
    private static boolean isIdle(Peer peer) {
        return peer.session() == null && peer.held() == null;
    }

    private boolean forgetOldest() {
        Peer oldest = null;
        for (Peer peer : peers.values()) {
            if (isIdle(peer) && (oldest == null || peer.lastSeen().isBefore(oldest.lastSeen()))) {
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
