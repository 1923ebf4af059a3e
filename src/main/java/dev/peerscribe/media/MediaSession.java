package dev.peerscribe.media;

import dev.peerscribe.media.MediaMetrics.Outcome;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media session with one remote peer: it negotiates, follows the link's state and tells of tracks. Methods may be
 * called from any thread and enqueue on the session's lane; private ones run there.
 */
final class MediaSession implements ActiveLink.Owner {
    private static final Logger log = LoggerFactory.getLogger(MediaSession.class);

    /** Longer than any pause between the packets of a peer that sends, even one that sends silence sparingly (RFC 7587). */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final SessionContext context;
    private final Lane lane;
    /** Told once, on the lane, when the session is over: itself and why. */
    private final BiConsumer<MediaSession, String> ended;
    /** Whose session this is; null while an offer of ours has found nobody. Written by the meeting's lane. */
    private volatile @Nullable Peer peer;
    /** Written on the lane, read by any thread, as are the next three. */
    private volatile PeerState state = PeerState.CONNECTING;

    private volatile @Nullable ActiveLink current;
    private volatile boolean awaitsAnswer;
    private volatile boolean over;
    /** Gives up where the link does not connect in time; owned by the lane, as are the next two. */
    private Lane.@Nullable Delayed deadline;

    private Lane.@Nullable Delayed statistics;

    MediaSession(SessionContext context, String name, @Nullable Peer peer, BiConsumer<MediaSession, String> ended) {
        this.context = context;
        this.peer = peer;
        this.ended = ended;
        this.lane = context.lanes().open(name);
        lane.run(() -> {
            setDeadline(context.properties().connectTimeout(), "connect-timeout");
            pollStatistics();
        });
    }

    PeerState state() {
        return state;
    }

    /** Whether an offer of ours waits for its answer. */
    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    boolean isOver() {
        return over;
    }

    /** From now on this is the session with {@code found}, who answered the offer to everybody. */
    void bind(Peer found) {
        peer = found;
    }

    List<TrackSnapshot> tracks() {
        ActiveLink link = current;
        return link == null ? List.of() : link.snapshots();
    }

    @Nullable
    TrackFanOut track(String trackId) {
        ActiveLink link = current;
        return link == null ? null : link.track(trackId);
    }

    /** Nanoseconds since the latest frame of any track, or -1. */
    long idleNanos() {
        ActiveLink link = current;
        return link == null ? -1 : link.idleNanos();
    }

    /** Makes an offer, to everybody where the session has no peer yet. */
    void offer() {
        awaitsAnswer = true;
        lane.run(this::makeOffer);
    }

    /** Takes a description of the peer that went through the gate. */
    void received(SessionDescription description) {
        RemoteDescription remote = RemoteDescription.of(description);
        boolean taken = lane.offer(() -> {
            switch (description.type()) {
                case OFFER -> answer(description, remote);
                case ANSWER -> accept(description, remote);
            }
        });
        if (!taken) {
            context.metrics().descriptionRejected(NegotiationRule.OVERLOAD);
        }
    }

    /** Takes a candidate of the peer that went through the gate. */
    void received(IceCandidate candidate) {
        boolean taken = lane.offer(() -> {
            ActiveLink link = current;
            if (link != null) {
                link.add(candidate);
            }
        });
        if (!taken) {
            context.metrics().candidateRejected(NegotiationRule.OVERLOAD);
        }
    }

    /** Sends a text over the data channel; false where it is not open. */
    CompletableFuture<Boolean> sendText(String text) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        boolean taken = lane.offer(() -> {
            ActiveLink link = current;
            sent.complete(link != null && link.link().sendText(text));
        });
        if (!taken) {
            sent.complete(false);
        }
        return sent;
    }

    /** Ends the session; idempotent. */
    void end(String reason) {
        lane.run(() -> end(PeerState.CLOSED, reason));
    }

    boolean join(Duration bound) throws InterruptedException {
        return lane.join(bound);
    }

    @Override
    public boolean owns(ActiveLink link) {
        return !over && link == current;
    }

    @Override
    public void candidate(IceCandidate candidate) {
        context.connection().send(candidate, address());
    }

    @Override
    public void state(LinkState now) {
        switch (now) {
            case NEW, CONNECTING -> {} // renegotiating does not make a connected peer less so
            case CONNECTED -> {
                clearDeadline();
                suspend(false);
                become(PeerState.CONNECTED);
            }
            case DISCONNECTED -> {
                suspend(true);
                become(PeerState.DISCONNECTED);
                setDeadline(context.properties().disconnectTimeout(), "disconnected");
            }
            case FAILED -> end(PeerState.FAILED, "transport-failed");
            case CLOSED -> end(PeerState.CLOSED, "closed-by-peer");
        }
    }

    @Override
    public void trackOpened(TrackFanOut track) {
        context.events().accept(new MediaEvent.TrackOpened(context.meetingId(), peerId(), track.id(), track.kind()));
    }

    @Override
    public void trackClosed(TrackFanOut track) {
        context.events().accept(new MediaEvent.TrackClosed(context.meetingId(), peerId(), track.id(), track.kind()));
    }

    @Override
    public void text(String text) {
        Peer found = peer;
        context.connection().receiveFromDataChannel(found == null ? "" : found.senderId(), text);
    }

    /** A peer that leaves closes its channel at once, while the transport notices seconds later: so see what still comes. */
    @Override
    public void textClosed() {
        ActiveLink link = current;
        if (over || link == null) {
            return;
        }
        if (state == PeerState.DISCONNECTED) {
            end(PeerState.CLOSED, "left");
            return;
        }
        if (state != PeerState.CONNECTED) {
            return; // a peer that wants no channel; whether it ever connects is the deadline's business
        }
        try {
            suspend(true);
            link.refreshStatistics();
            long before = link.bytes();
            lane.after(FAREWELL, () -> endUnlessHeardSince(link, before));
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    private void endUnlessHeardSince(ActiveLink link, long before) {
        if (!owns(link)) {
            return;
        }
        try {
            link.refreshStatistics();
        } catch (InterruptedException e) {
            interrupted();
            return;
        }
        if (link.bytes() > before) {
            suspend(state == PeerState.DISCONNECTED);
        } else {
            end(PeerState.CLOSED, "left");
        }
    }

    private void suspend(boolean away) {
        ActiveLink link = current;
        if (link != null) {
            link.suspend(away);
        }
    }

    private void makeOffer() {
        if (over) {
            return;
        }
        try {
            ActiveLink link = openLink();
            current = link;
            SessionDescription offer = link.offer();
            context.metrics().negotiation(Outcome.OFFERED);
            context.connection().send(offer, address());
        } catch (NegotiationException e) {
            rejected(e);
            end(PeerState.FAILED, "negotiation-failed");
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    /** Answers an offer by the link there is, or by a fresh one where the peer comes with a new peer connection. */
    private void answer(SessionDescription offer, RemoteDescription remote) {
        if (over) {
            return;
        }
        long began = System.nanoTime();
        try {
            ActiveLink link = current;
            SessionDescription answer = null;
            if (link != null && link.isContinuedBy(remote)) {
                try {
                    answer = link.answer(offer, remote);
                } catch (NegotiationException e) {
                    context.metrics().descriptionRejected(e.rule());
                }
            }
            if (answer == null) {
                answer = answerAfresh(offer, remote);
            }
            awaitsAnswer = false;
            context.metrics().negotiation(Outcome.ANSWERED);
            context.connection().send(answer, address());
            context.metrics().answered(Duration.ofNanos(System.nanoTime() - began));
            ActiveLink answered = current;
            if (answered != null) {
                answered.addPending();
            }
        } catch (NegotiationException e) {
            rejected(e);
            if (state != PeerState.CONNECTED) {
                end(PeerState.FAILED, "negotiation-failed");
            }
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    /** The link there is gives way only once the fresh one has an answer. */
    private SessionDescription answerAfresh(SessionDescription offer, RemoteDescription remote)
            throws NegotiationException, InterruptedException {
        ActiveLink fresh = openLink();
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
            before.close((link, track) -> trackClosed(track));
            become(PeerState.CONNECTING);
            setDeadline(context.properties().connectTimeout(), "connect-timeout");
        }
        return answer;
    }

    private void accept(SessionDescription answer, RemoteDescription remote) {
        ActiveLink link = current;
        if (over || link == null || !link.awaitsAnswer()) {
            context.metrics().descriptionRejected(NegotiationRule.UNEXPECTED);
            return;
        }
        try {
            link.accept(answer, remote);
            awaitsAnswer = false;
            context.metrics().negotiation(Outcome.ACCEPTED);
            link.addPending();
        } catch (NegotiationException e) {
            rejected(e);
            end(PeerState.FAILED, "negotiation-failed");
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    private ActiveLink openLink() throws NegotiationException {
        try {
            return new ActiveLink(this, lane, context.engine(), context.metrics());
        } catch (RuntimeException e) {
            log.warn(
                    "Meeting {}: the engine opened no link: {}",
                    context.meetingId(),
                    e.getClass().getName());
            throw new NegotiationException(NegotiationRule.ENGINE, "the engine opened no link");
        }
    }

    private void pollStatistics() {
        if (over) {
            return;
        }
        ActiveLink link = current;
        try {
            if (link != null) {
                link.refreshStatistics();
            }
        } catch (InterruptedException e) {
            interrupted();
            return;
        }
        statistics = lane.after(context.properties().statisticsInterval(), this::pollStatistics);
    }

    private void rejected(NegotiationException e) {
        context.metrics().descriptionRejected(e.rule());
        context.metrics().negotiation(Outcome.REJECTED);
        log.info("Meeting {}, peer {}: {}", context.meetingId(), peerId(), e.getMessage());
    }

    private void setDeadline(Duration delay, String reason) {
        clearDeadline();
        deadline = lane.after(delay, () -> end(PeerState.FAILED, reason));
    }

    private void clearDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private void interrupted() {
        Thread.currentThread().interrupt();
        end(PeerState.FAILED, "interrupted");
    }

    /** The one way to the end: closes everything and tells once. */
    private void end(PeerState last, String reason) {
        if (over) {
            return;
        }
        over = true;
        clearDeadline();
        if (statistics != null) {
            statistics.cancel();
        }
        try {
            ActiveLink link = current;
            if (link != null) {
                link.close((closed, track) -> trackClosed(track));
            }
            become(last);
        } finally {
            lane.end();
            ended.accept(this, reason);
        }
    }

    private void become(PeerState next) {
        PeerState before = state;
        state = next;
        if (before != next && peer != null) {
            context.events().accept(new MediaEvent.PeerStateChanged(context.meetingId(), peerId(), before, next));
        }
    }

    private String peerId() {
        Peer found = peer;
        return found == null ? "" : found.id();
    }

    private @Nullable String address() {
        Peer found = peer;
        return found == null ? null : found.address();
    }
}
