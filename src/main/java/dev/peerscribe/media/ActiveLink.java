package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One link of a session with its tracks and the candidates that wait for its description. A session has one at a time,
 * and what an earlier one still calls back is dropped.
 */
final class ActiveLink implements PeerLinkListener {
    private static final int MAX_PENDING = 64;

    /** What a session does with the facts of a link, on the session's lane. */
    interface Owner {
        boolean owns(ActiveLink link);

        void candidate(IceCandidate candidate);

        void state(LinkState state);

        void trackOpened(TrackFanOut track);

        void trackMuted(TrackFanOut track, boolean muted);

        void speaking(TrackFanOut track, boolean speaking);

        void trackClosed(TrackFanOut track);

        void text(String text);

        void textClosed();
    }

    private final Owner owner;
    private final Lane lane;
    private final MediaMetrics metrics;
    private final EngineKind engine;
    private final PeerLink link;
    /** Written by the session's lane, read by any thread. */
    private final Map<String, TrackFanOut> tracks = new ConcurrentHashMap<>();
    /** Owned by the session's lane, as are the next five. */
    private final ArrayDeque<IceCandidate> pending = new ArrayDeque<>();

    private @Nullable RemoteDescription remote;
    /** Whether the last exchange that was completed began with an offer of ours. */
    private boolean ours;
    /** Whether the very first did, so that every offer has section ids that are no other link's. */
    private boolean begunHere;

    private boolean closed;
    /** What is to be sent; owned by the session's lane, as are the next two. */
    private Set<TrackKind> sent = Set.of();
    /** Whether the peer was not told of it yet. */
    private boolean untold;
    /** Whether the offer that waits tells it. */
    private boolean telling;
    /** From the beginning on: before the certificate is known to be the signed one, nothing that comes is the peer's. */
    private boolean suspended = true;
    /** The sections of the offer that this link made, if any; written by the session's lane, read by any thread. */
    private volatile List<String> offered = List.of();
    /** Whether that offer waits for its answer; as above. */
    private volatile boolean awaitsAnswer;

    ActiveLink(Owner owner, Lane lane, MediaEngine engine, MediaMetrics metrics) {
        this.owner = owner;
        this.lane = lane;
        this.metrics = metrics;
        this.engine = engine.kind();
        this.link = engine.open(this);
    }

    PeerLink link() {
        return link;
    }

    /** The tracks at this moment, in the order of their ids. */
    List<TrackSnapshot> snapshots() {
        return tracks.values().stream()
                .map(TrackFanOut::snapshot)
                .sorted(Comparator.comparing(TrackSnapshot::id))
                .toList();
    }

    /** Nanoseconds since the latest frame of any track, or -1. */
    long idleNanos() {
        return tracks.values().stream()
                .mapToLong(TrackFanOut::idleNanos)
                .filter(idle -> idle >= 0)
                .min()
                .orElse(-1);
    }

    /** Asks the engine for statistics, where there is a track to have some, and looks who is muted. */
    void refreshStatistics() throws InterruptedException {
        if (tracks.isEmpty()) {
            return;
        }
        tracks.values().forEach(this::look);
        for (TrackStatistics latest : link.statistics()) {
            TrackFanOut track = tracks.get(latest.trackId());
            if (track != null) {
                track.statistics(latest);
            }
        }
    }

    @Nullable
    TrackFanOut track(String trackId) {
        return tracks.get(trackId);
    }

    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    /** Whether it was our side that made the first offer and the latest, and so is the one to ask for another path. */
    boolean isOurs() {
        return begunHere && ours;
    }

    /** Whether it was our side that made the first offer, so that nobody takes a further one for another's. */
    boolean isBegunHere() {
        return begunHere;
    }

    /** Whether it never had a description of the peer. */
    boolean isNew() {
        return remote == null;
    }

    /** Whether {@code answer} is one to the offer of this link, answered before or not. */
    boolean offeredWhat(RemoteDescription answer) {
        return !offered.isEmpty() && offered.equals(answer.sections());
    }

    /** Whether {@code answer} may be the one that this link waits for; a peer that names no sections is believed. */
    boolean isAnsweredBy(RemoteDescription answer) {
        return awaitsAnswer && (answer.sections().isEmpty() || offeredWhat(answer));
    }

    /** Whether {@code offer} goes on with the peer connection that this link is with. */
    boolean isContinuedBy(RemoteDescription offer) {
        return remote != null && offer.continues(remote);
    }

    /** Makes an offer, where it is wanted for another path. */
    SessionDescription offer(boolean restart) throws NegotiationException, InterruptedException {
        SessionDescription offer = link.offer(restart);
        offered = SectionIds.of(offer.sdp());
        awaitsAnswer = true;
        telling |= untold;
        untold = false;
        return offer;
    }

    /** Has tracks of our own of these kinds be sent once the peer was {@linkplain #isUntold told}. */
    void send(Set<TrackKind> kinds) throws NegotiationException {
        if (!kinds.equals(sent)) {
            link.send(kinds);
            sent = kinds;
            untold = true;
        }
    }

    /** Whether an offer is needed for the peer to know what is sent. */
    boolean isUntold() {
        return untold;
    }

    /** Hands a frame of ours to the track of its kind; any thread. */
    boolean push(MediaFrame frame) {
        return link.push(frame);
    }

    /** Whether the peer agreed to receive what is sent; any thread. */
    boolean isHeard() {
        return link.isHeard();
    }

    /** Takes the offer of ours back that waits for its answer. */
    void rollback() throws NegotiationException, InterruptedException {
        link.rollback();
        awaitsAnswer = false;
        untold |= telling;
        telling = false;
    }

    /** Answers an offer; one of ours that it crosses is taken back. */
    SessionDescription answer(SessionDescription offer, RemoteDescription description)
            throws NegotiationException, InterruptedException {
        if (awaitsAnswer) {
            rollback();
        }
        SessionDescription answer = link.answer(offer);
        remote = description;
        ours = false;
        return answer;
    }

    void accept(SessionDescription answer, RemoteDescription description)
            throws NegotiationException, InterruptedException {
        link.accept(answer);
        awaitsAnswer = false;
        telling = false;
        begunHere |= remote == null;
        remote = description;
        ours = true;
    }

    /** Payload received by the latest statistics, all tracks together. */
    long bytes() {
        return tracks.values().stream().mapToLong(TrackFanOut::bytes).sum();
    }

    /** Keeps the frames of every track back, or lets them through again. */
    void suspend(boolean away) {
        suspended = away;
        tracks.values().forEach(track -> track.suspend(away));
    }

    /** Keeps the frames of every track back from now on; any thread. */
    void silence() {
        tracks.values().forEach(TrackFanOut::silence);
    }

    /** Adds a candidate, or keeps it until the description of its generation was applied. */
    void add(IceCandidate candidate) {
        if (isDue(candidate)) {
            try {
                link.add(candidate);
            } catch (NegotiationException e) {
                metrics.candidateRejected(e.rule());
            }
        } else if (pending.size() < MAX_PENDING) {
            pending.add(candidate);
        } else {
            metrics.candidateRejected(NegotiationRule.OVERLOAD);
        }
    }

    /** Adds what waited, after a description was applied. */
    void addPending() {
        ArrayDeque<IceCandidate> waiting = new ArrayDeque<>(pending);
        pending.clear();
        waiting.forEach(this::add);
    }

    /** Moves what waits to the link that takes this one's place. */
    void handPendingTo(ActiveLink successor) {
        successor.pending.addAll(pending);
        pending.clear();
    }

    /** Closes the link, then tells of every track that is gone. */
    void close(BiConsumer<ActiveLink, TrackFanOut> gone) {
        if (closed) {
            return;
        }
        closed = true;
        for (TrackFanOut track : tracks.values()) {
            track.close();
        }
        link.close();
        List<TrackFanOut> all = List.copyOf(tracks.values());
        tracks.clear();
        for (TrackFanOut track : all) {
            gone.accept(this, track);
        }
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        whileCurrent(() -> owner.candidate(candidate));
    }

    @Override
    public void onState(LinkState state) {
        whileCurrent(() -> owner.state(state));
    }

    @Override
    public void onTrackOpened(String trackId, TrackKind kind) {
        whileCurrent(() -> {
            TrackFanOut track =
                    new TrackFanOut(trackId, kind, engine, metrics, woken -> whileCurrent(() -> look(woken)));
            track.suspend(suspended);
            if (tracks.putIfAbsent(trackId, track) == null) {
                link.route(trackId, track);
                owner.trackOpened(track);
            }
        });
    }

    @Override
    public void onTrackClosed(String trackId) {
        whileCurrent(() -> {
            TrackFanOut track = tracks.remove(trackId);
            if (track != null) {
                track.close();
                owner.trackClosed(track);
            }
        });
    }

    @Override
    public void onText(String text) {
        boolean taken = lane.offer(() -> {
            if (!closed && owner.owns(this)) {
                owner.text(text);
            }
        });
        if (!taken) {
            metrics.overloaded();
        }
    }

    @Override
    public void onTextClosed() {
        whileCurrent(owner::textClosed);
    }

    private void look(TrackFanOut track) {
        track.look(new TrackActivity.Listener() {
            @Override
            public void muted(boolean now) {
                owner.trackMuted(track, now);
            }

            @Override
            public void speaking(boolean now) {
                owner.speaking(track, now);
            }
        });
    }

    private void whileCurrent(Runnable task) {
        lane.run(() -> {
            if (!closed && owner.owns(this)) {
                task.run();
            }
        });
    }

    private boolean isDue(IceCandidate candidate) {
        if (remote == null) {
            return false;
        }
        String generation = CandidateGrammar.generation(candidate);
        return generation == null || remote.usernameFragments().contains(generation);
    }
}
