package dev.peerscribe.media;

import dev.peerscribe.media.MediaMetrics.Outcome;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media session with one remote peer: it follows the link's state, tells of tracks and ends in one way. Public
 * methods and those that return something may be called from any thread; what changes something enqueues on the session's
 * lane, and private methods run there.
 */
final class MediaSession implements ActiveLink.Owner {
    private static final Logger log = LoggerFactory.getLogger(MediaSession.class);

    private final SessionContext context;
    private final Lane lane;
    /** Told once, on the lane, when the session is over: itself and why. */
    private final BiConsumer<MediaSession, String> ended;

    private final Counterpart peer;
    private final Negotiator negotiator;
    private final Farewell farewell;
    private final PathWatch path;
    /** Written on the lane, read by any thread, as is the next. */
    private volatile PeerState state = PeerState.CONNECTING;

    private volatile boolean over;
    /** Whether somebody wants the end, which comes once the lane gets there; written by any thread. */
    private volatile boolean ending;
    /** The next look at the statistics; owned by the lane. */
    private Lane.@Nullable Delayed statistics;

    MediaSession(
            SessionContext context,
            String name,
            @Nullable Peer peer,
            Predicate<Peer> offeredAlone,
            BiConsumer<MediaSession, String> ended) {
        this.context = context;
        this.peer = new Counterpart(context, peer, offeredAlone);
        this.ended = ended;
        this.lane = context.lanes()
                .open(
                        name,
                        peer == null
                                ? Map.of("meeting", context.meetingId())
                                : Map.of("meeting", context.meetingId(), "peer", peer.id()));
        this.negotiator = new Negotiator(this, this.peer, context, lane);
        this.farewell = new Farewell(this, lane);
        boolean signalling = context.connection().status().state() == ConnectionState.CONNECTED;
        this.path = new PathWatch(this, context, lane, signalling);
        lane.run(() -> {
            path.connecting();
            pollStatistics();
        });
    }

    PeerState state() {
        return state;
    }

    /** Whether {@code answer} is the one to an offer of ours that waits for it. */
    boolean isAnsweredBy(RemoteDescription answer) {
        return !over && negotiator.isAnsweredBy(answer);
    }

    /** Whether {@code answer} is one to an offer of ours, answered before or not. */
    boolean offeredWhat(RemoteDescription answer) {
        return negotiator.offeredWhat(answer);
    }

    boolean isOver() {
        return over;
    }

    /** From now on this is the session with {@code found}, who answered the offer to everybody. */
    void bind(Peer found) {
        peer.is(found);
    }

    List<TrackSnapshot> tracks() {
        ActiveLink link = negotiator.current();
        return link == null ? List.of() : link.snapshots();
    }

    @Nullable
    TrackFanOut track(String trackId) {
        ActiveLink link = negotiator.current();
        return link == null ? null : link.track(trackId);
    }

    /** Nanoseconds since the latest frame of any track, or -1. */
    long idleNanos() {
        ActiveLink link = negotiator.current();
        return link == null ? -1 : link.idleNanos();
    }

    /** Makes an offer, to everybody where the session has no peer yet. */
    void offer() {
        lane.run(() -> negotiate(negotiator::offer));
    }

    /** Has tracks of our own of these kinds be sent from now on, as soon as the peer agrees. */
    void send(Set<TrackKind> kinds) {
        lane.run(() -> {
            negotiator.send(kinds);
            tell();
        });
    }

    /** Hands a frame of ours to the peer's link, if it sends any; any thread. */
    boolean push(MediaFrame frame) {
        ActiveLink link = negotiator.current();
        return link != null && !ending && link.push(frame);
    }

    /** Whether the peer agreed to receive what is sent. */
    boolean isHeard() {
        ActiveLink link = negotiator.current();
        return link != null && !over && link.isHeard();
    }

    /** Takes a description of the peer that went through the gate. */
    void received(PeerDescription description) {
        SessionDescription clean = description.clean();
        RemoteDescription remote = RemoteDescription.of(clean);
        boolean taken = lane.offer(() -> negotiate(() -> {
            boolean applied = switch (clean.type()) {
                case OFFER -> negotiator.answer(clean, remote);
                case ANSWER -> negotiator.accept(clean, remote);
            };
            if (applied) {
                peer.described(description.signed(), remote);
            }
            path.described();
            tell();
        }));
        if (!taken) {
            context.metrics().descriptionRejected(NegotiationRule.OVERLOAD);
        }
    }

    /** Takes a candidate of the peer that went through the gate. */
    void received(IceCandidate candidate) {
        boolean taken = lane.offer(() -> {
            ActiveLink link = negotiator.current();
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
            ActiveLink link = negotiator.current();
            sent.complete(link != null && link.link().sendText(text));
        });
        if (!taken) {
            sent.complete(false);
        }
        return sent;
    }

    /** Ends the session; idempotent. */
    void end(String reason) {
        // At once, whatever waits on the lane: of a peer that is trusted no more nothing is recorded meanwhile.
        ending = true;
        ActiveLink link = negotiator.current();
        if (link != null) {
            link.silence();
        }
        lane.run(() -> end(PeerState.CLOSED, reason));
    }

    boolean join(Duration bound) throws InterruptedException {
        return lane.join(bound);
    }

    @Override
    public boolean owns(ActiveLink link) {
        return !over && link == negotiator.current();
    }

    @Override
    public void candidate(IceCandidate candidate) {
        context.connection().send(candidate, peer.address());
    }

    @Override
    public void state(LinkState now) {
        switch (now) {
            case NEW, CONNECTING -> {} // renegotiating does not make a connected peer less so
            case CONNECTED -> {
                path.connected();
                suspend(false);
                become(PeerState.CONNECTED);
                tell();
            }
            case DISCONNECTED, FAILED -> {
                suspend(true);
                if (state == PeerState.CONNECTED) {
                    become(PeerState.DISCONNECTED);
                }
                path.broke(now == LinkState.FAILED);
            }
            case CLOSED -> end(PeerState.CLOSED, "closed-by-peer");
        }
    }

    @Override
    public void trackOpened(TrackFanOut track) {
        if (ending) {
            track.silence();
        } else {
            peer.opened(track);
        }
    }

    @Override
    public void trackMuted(TrackFanOut track, boolean muted) {
        peer.muted(track, muted);
    }

    @Override
    public void speaking(TrackFanOut track, boolean speaking) {
        peer.speaking(track, speaking);
    }

    @Override
    public void trackClosed(TrackFanOut track) {
        if (track.isSpeaking()) {
            peer.speaking(track, false);
        }
        peer.closed(track);
    }

    @Override
    public void text(String text) {
        if (!ending) {
            peer.said(text);
        }
    }

    @Override
    public void textClosed() {
        ActiveLink link = negotiator.current();
        if (link != null) {
            negotiate(() -> farewell.textClosed(link));
        }
    }

    /** Signalling came or went. */
    void signalling(boolean there) {
        lane.run(() -> path.signalling(there));
    }

    /** The peer has left; called on the lane, as are the next four. */
    void left() {
        end(PeerState.CLOSED, "left");
    }

    /** A fresh link took the place of the one there was. */
    void connectsAnew() {
        become(PeerState.CONNECTING);
        path.connecting();
    }

    /** The path did not come, or not come back, in time. */
    void giveUp(PathFailure failure) {
        ActiveLink link = negotiator.current();
        // Whoever never described itself was not there to have a path to.
        if (!over && link != null && !link.isNew()) {
            context.metrics().pathFailed(context.engine().kind(), failure);
        }
        end(PeerState.FAILED, failure.tag());
    }

    /** The path is broken, and there is somebody to talk to about another. */
    void restart() {
        negotiate(negotiator::restart);
    }

    void interrupted() {
        Thread.currentThread().interrupt();
        end(PeerState.FAILED, "interrupted");
    }

    /** Tells a peer that is there what is sent; a link that is being made is left alone. */
    private void tell() {
        if (state == PeerState.CONNECTED) {
            negotiate(negotiator::tell);
        }
    }

    private void suspend(boolean away) {
        ActiveLink link = negotiator.current();
        if (link != null) {
            link.suspend(away || ending);
        }
    }

    /** Runs a step; what goes wrong with it costs the session, unless its link stands and the engine is done with it. */
    private void negotiate(NegotiationStep step) {
        if (over || ending) {
            return;
        }
        try {
            step.run();
        } catch (NegotiationException e) {
            context.metrics().descriptionRejected(e.rule());
            context.metrics().negotiation(Outcome.REJECTED);
            log.info("Meeting {}, peer {}: {}", context.meetingId(), peer.id(), e.getMessage());
            if (state != PeerState.CONNECTED || e.rule() == NegotiationRule.TIMEOUT) {
                end(PeerState.FAILED, "negotiation-failed");
            }
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    private void pollStatistics() {
        negotiate(() -> {
            ActiveLink link = negotiator.current();
            if (link != null) {
                link.refreshStatistics();
            }
            tell(); // those that could not be told may have gone
            statistics = lane.after(context.properties().statisticsInterval(), this::pollStatistics);
        });
    }

    /** The one way to the end: closes everything and tells once. */
    private void end(PeerState last, String reason) {
        if (over) {
            return;
        }
        over = true;
        path.clear();
        if (statistics != null) {
            statistics.cancel();
        }
        try {
            ActiveLink link = negotiator.current();
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
        peer.became(before, next);
    }
}
