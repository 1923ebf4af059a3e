package dev.peerscribe.media;

import dev.peerscribe.media.MediaMetrics.Outcome;
import dev.peerscribe.signaling.SessionDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges descriptions with the peer of one session, and so says which link is the session's. Used on the session's
 * lane, but for what is said of the fields.
 */
final class Negotiator {
    /** An offer that was not answered for so long is lost, and stands in the way of no other. */
    private static final Duration SHIELD = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Negotiator.class);

    private final MediaSession session;
    private final Counterpart peer;
    private final SessionContext context;
    private final Lane lane;
    /** Written on the lane, read by any thread. */
    private volatile @Nullable ActiveLink current;
    /** When an offer was last made; owned by the session's lane, as is the next. */
    private Instant offeredAt = Instant.EPOCH;
    /** What tracks of our own are to be sent. */
    private Set<TrackKind> sent = Set.of();

    Negotiator(MediaSession session, Counterpart peer, SessionContext context, Lane lane) {
        this.session = session;
        this.peer = peer;
        this.context = context;
        this.lane = lane;
    }

    /** The link there is, if any; any thread. */
    @Nullable
    ActiveLink current() {
        return current;
    }

    /** Whether {@code answer} is the one to the offer that waits; any thread. */
    boolean isAnsweredBy(RemoteDescription answer) {
        ActiveLink link = current;
        return link != null && link.isAnsweredBy(answer);
    }

    /** Whether {@code answer} is one to an offer made here, answered before or not; any thread. */
    boolean offeredWhat(RemoteDescription answer) {
        ActiveLink link = current;
        return link != null && link.offeredWhat(answer);
    }

    /** Makes the first offer. */
    void offer() throws NegotiationException, InterruptedException {
        ActiveLink link = openLink();
        current = link;
        offer(link, false);
    }

    /** Asks for another path (ICE restart, RFC 8445 §9) where our side makes the offers; else that is the peer's to do. */
    void restart() throws NegotiationException, InterruptedException {
        ActiveLink link = current;
        if (link != null && link.isOurs()) {
            offer(link, !link.isNew());
        }
    }

    /** Has tracks of our own of these kinds be sent, once the peer {@linkplain #tell was told}. */
    void send(Set<TrackKind> kinds) {
        sent = kinds;
    }

    /**
     * Tells the peer what is sent, where it does not know yet: by an offer, whoever made the first. One that heard nothing
     * of addressees takes an offer for its own that is another's, and only those that are ours from the beginning are such
     * that it refuses them.
     */
    void tell() throws NegotiationException, InterruptedException {
        ActiveLink link = current;
        if (link == null || link.isNew()) {
            return;
        }
        link.send(sent);
        if (!link.isUntold() || !(link.isBegunHere() || peer.isOfferedAlone())) {
            return;
        }
        if (link.awaitsAnswer()) {
            if (context.clock().instant().isBefore(offeredAt.plus(SHIELD))) {
                return;
            }
            link.rollback();
        }
        offer(link, false);
    }

    private void offer(ActiveLink link, boolean restart) throws NegotiationException, InterruptedException {
        SessionDescription offer = link.offer(restart);
        offeredAt = context.clock().instant();
        context.metrics().negotiation(Outcome.OFFERED);
        context.connection().send(offer, peer.address());
    }

    /**
     * Answers an offer by the link there is, or by a fresh one where the peer comes with a new peer connection. Where it
     * crosses an offer of ours, the impolite side's stands.
     *
     * @return whether the link goes by the offer now
     */
    boolean answer(SessionDescription offer, RemoteDescription remote)
            throws NegotiationException, InterruptedException {
        long began = System.nanoTime();
        ActiveLink link = current;
        boolean continued = link != null && link.isContinuedBy(remote);
        if (link != null
                && link.awaitsAnswer()
                && context.clock().instant().isBefore(offeredAt.plus(SHIELD))
                && (continued || link.isNew()) // what comes with a new peer connection cannot have seen ours
                && peer.politeness() == Politeness.IMPOLITE) {
            context.metrics().negotiation(Outcome.IGNORED);
            return false;
        }
        SessionDescription answer = null;
        if (link != null && continued) {
            try {
                answer = link.answer(offer, remote);
            } catch (NegotiationException e) {
                context.metrics().descriptionRejected(e.rule());
            }
        }
        if (answer == null) {
            link = openLink();
            answer = answerAfresh(link, offer, remote);
        }
        context.metrics().negotiation(Outcome.ANSWERED);
        context.connection().send(answer, peer.address());
        context.metrics().answered(Duration.ofNanos(System.nanoTime() - began));
        if (link != null) {
            link.addPending();
        }
        return true;
    }

    /** Takes the answer to the offer of ours; false where it is none. */
    boolean accept(SessionDescription answer, RemoteDescription remote)
            throws NegotiationException, InterruptedException {
        ActiveLink link = current;
        if (link == null || !link.isAnsweredBy(remote)) {
            context.metrics().descriptionRejected(NegotiationRule.UNEXPECTED);
            return false;
        }
        link.accept(answer, remote);
        context.metrics().negotiation(Outcome.ACCEPTED);
        link.addPending();
        return true;
    }

    /** The link there is gives way only once the fresh one has an answer. */
    private SessionDescription answerAfresh(ActiveLink fresh, SessionDescription offer, RemoteDescription remote)
            throws NegotiationException, InterruptedException {
        SessionDescription answer;
        try {
            answer = fresh.answer(offer, remote);
        } catch (NegotiationException
                | InterruptedException
                | RuntimeException
                | Error e) { // the library throws Errors
            fresh.close((link, track) -> {});
            throw e;
        }
        ActiveLink before = current;
        current = fresh;
        if (before != null) {
            before.handPendingTo(fresh);
            before.close((link, track) -> session.trackClosed(track));
            session.connectsAnew();
        }
        return answer;
    }

    private ActiveLink openLink() throws NegotiationException {
        try {
            return new ActiveLink(session, lane, context.engine(), context.metrics());
        } catch (RuntimeException e) {
            log.warn(
                    "Meeting {}: the engine opened no link: {}",
                    context.meetingId(),
                    e.getClass().getName());
            throw new NegotiationException(NegotiationRule.ENGINE, "the engine opened no link");
        }
    }
}
