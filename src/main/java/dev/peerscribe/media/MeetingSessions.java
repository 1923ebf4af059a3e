package dev.peerscribe.media;

import dev.peerscribe.media.MediaMetrics.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one meeting: makes them within the bound, says which of them an answer is for, forgets those that are
 * over, and ends the meeting's lane with the last of them. Used on that lane.
 */
final class MeetingSessions {
    private static final Logger log = LoggerFactory.getLogger(MeetingSessions.class);

    private final SessionContext context;
    private final Lane lane;
    private final OfferPolicy offers;
    private final PeerRoster peers;
    /** Those not over, also the one without a peer; written on the lane, read by any thread. */
    private final Set<MediaSession> sessions = ConcurrentHashMap.newKeySet();
    /** The session whose offer to everybody waits for its first answer; owned by the lane, as are the next three. */
    private @Nullable MediaSession unbound;

    private boolean closing;
    private int made;
    /** What tracks of our own are sent. */
    private Set<TrackKind> sent = Set.of();

    MeetingSessions(SessionContext context, Lane lane, OfferPolicy offers, PeerRoster peers) {
        this.context = context;
        this.lane = lane;
        this.offers = offers;
        this.peers = peers;
    }

    /** Those not over; any thread. */
    Collection<MediaSession> all() {
        return sessions;
    }

    /** Whether an offer to everybody waits for its first answer. */
    boolean isAnybodyAwaited() {
        return unbound != null;
    }

    /** Whether nothing begins any more. */
    boolean isClosing() {
        return closing;
    }

    /** Has tracks of our own of these kinds be sent to everybody, also to those who come later. */
    void send(Set<TrackKind> kinds) {
        sent = kinds;
        sessions.forEach(session -> session.send(kinds));
    }

    /** Ends every session, and makes no other. */
    void close() {
        closing = true;
        sessions.forEach(session -> session.end("meeting-left"));
        endIfDone();
    }

    /** The session there is, or a new one; null beyond the bound. */
    @Nullable
    MediaSession toAnswer(Peer peer) {
        MediaSession session = peer.session();
        return session != null && !session.isOver() ? session : open(peer);
    }

    /** The session whose offer this peer answers; null where there is none, or where the peer's own offer stands. */
    @Nullable
    MediaSession answered(Peer peer, RemoteDescription answer) {
        MediaSession session = peer.session();
        if (session != null && session.isAnsweredBy(answer)) {
            return session;
        }
        MediaSession toEverybody = unbound;
        if (toEverybody != null && toEverybody.isAnsweredBy(answer)) {
            if (session != null && !givesWay(session, peer)) {
                context.metrics().negotiation(Outcome.IGNORED);
                return null;
            }
            unbound = null;
            peer.session(toEverybody);
            toEverybody.bind(peer);
            if (session != null) {
                session.end("replaced");
            }
            return toEverybody;
        }
        boolean taken = sessions.stream().anyMatch(other -> other.offeredWhat(answer));
        if (session == null && taken && offers.isOffering()) {
            offerTo(peer); // somebody else was quicker with an answer to the same offer
            peers.joined(peer);
            return null;
        }
        context.metrics().descriptionRejected(NegotiationRule.UNEXPECTED);
        return null;
    }

    /**
     * Whether the session there is with a peer goes where the peer answers our offer to everybody as well. That offer was
     * nobody's yet, so it did not hinder the answer to the peer's own: now the impolite side's stands, and with a peer that
     * does not know of this, the one it answered.
     */
    private boolean givesWay(MediaSession session, Peer peer) {
        return switch (session.state()) {
            case CONNECTED -> false;
            case CONNECTING ->
                !peer.negotiatesPerfectly()
                        || peer.politeness(context.connection().publicKey()) == Politeness.IMPOLITE;
            case PRESENT, DISCONNECTED, FAILED, CLOSED -> true;
        };
    }

    /** Offers to a peer, where the bound allows another session. */
    void offerTo(Peer peer) {
        MediaSession session = open(peer);
        if (session != null) {
            session.offer();
        }
    }

    /** Offers to whoever answers first, in place of an offer of that kind that nobody has answered. */
    void offerToEverybody() {
        MediaSession before = unbound;
        unbound = null;
        if (before != null) {
            before.end("offered-anew");
        }
        MediaSession session = open(null);
        if (session != null) {
            unbound = session;
            offers.offered();
            session.offer();
        }
    }

    private @Nullable MediaSession open(@Nullable Peer peer) {
        if (closing) {
            return null;
        }
        if (sessions.size() >= context.properties().maxPeers()) {
            context.metrics().negotiation(Outcome.REFUSED);
            log.info(
                    "Meeting {}: no link for another peer, max-peers is {}",
                    context.meetingId(),
                    context.properties().maxPeers());
            return null;
        }
        made++;
        MediaSession session = new MediaSession(
                context,
                "media-" + context.meetingId() + "-" + made,
                peer,
                peers::isAddressedAlone,
                (over, reason) -> lane.run(() -> ended(over, reason)));
        sessions.add(session);
        session.send(sent);
        if (peer != null) {
            peer.session(session);
        }
        return session;
    }

    private void ended(MediaSession session, String reason) {
        sessions.remove(session);
        if (session == unbound) {
            unbound = null;
        }
        for (Peer peer : peers.all()) {
            if (peer.session() == session) {
                peer.session(null);
                peers.left(peer, reason);
            }
        }
        endIfDone();
    }

    private void endIfDone() {
        if (closing && sessions.isEmpty()) {
            List.copyOf(peers.all()).forEach(peer -> peers.left(peer, "meeting-left"));
            lane.end();
        }
    }
}
