package dev.peerscribe.media;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.media.MediaMetrics.Outcome;
import dev.peerscribe.media.VoiceRefusedException.Reason;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media of one meeting: finds the session that a fact is for. What is private runs on its lane, where nothing blocks. */
final class MeetingMedia {
    private static final Logger log = LoggerFactory.getLogger(MeetingMedia.class);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    private final SessionContext context;
    private final Lane lane;
    private final OfferPolicy offers;
    private final CandidateStore early;
    private final PeerRoster peers;
    private final TrustGate gate;
    private final MeetingSessions sessions;
    /** What is sent of our own; one at a time. */
    private final AtomicReference<@Nullable MeetingVoice> voice = new AtomicReference<>();

    /** Whether it is over; set once, by whoever closes. */
    private volatile boolean closed;

    MeetingMedia(SessionContext context, Negotiation negotiation, MeetingTrust trust) {
        this.context = context;
        this.offers = new OfferPolicy(negotiation, context.properties(), context.clock());
        this.early = new CandidateStore(context.clock());
        this.peers = new PeerRoster(context, trust);
        this.gate = new TrustGate(context, peers, early, this::admit);
        this.lane = context.lanes().open("media-" + context.meetingId(), Map.of("meeting", context.meetingId()));
        this.sessions = new MeetingSessions(context, lane, offers, peers);
        lane.run(() -> {
            if (context.connection().status().state() == ConnectionState.CONNECTED) {
                offers.connected();
            }
            keepHouse();
        });
    }

    Collection<Peer> peers() {
        return peers.all();
    }

    Collection<MediaSession> sessions() {
        return sessions.all();
    }

    @Nullable
    TrackFanOut track(String peerId, String trackId) {
        Peer peer = peers.find(peerId);
        MediaSession session = peer == null ? null : peer.session();
        return session == null ? null : session.track(trackId);
    }

    /** Why nothing can be sent; any thread. */
    @Nullable
    VoiceRefusedException refusal() {
        if (context.engine().kind() != EngineKind.WEBRTC) {
            return new VoiceRefusedException(Reason.NOT_ENCODED);
        }
        return voice.get() == null ? null : new VoiceRefusedException(Reason.TAKEN);
    }

    /** Begins to send tracks of our own; any thread. */
    Voice speak(Set<TrackKind> kinds) {
        if (context.engine().kind() != EngineKind.WEBRTC) {
            throw new VoiceRefusedException(Reason.NOT_ENCODED);
        }
        MeetingVoice begun = new MeetingVoice(kinds, sessions::all, context.metrics(), this::ended);
        if (!voice.compareAndSet(null, begun)) {
            throw new VoiceRefusedException(Reason.TAKEN);
        }
        lane.run(this::sendAsWanted);
        if (closed) {
            begun.close();
            throw new VoiceRefusedException(Reason.UNKNOWN_MEETING);
        }
        return begun;
    }

    private void ended(MeetingVoice over) {
        if (voice.compareAndSet(over, null)) {
            lane.run(this::sendAsWanted);
        }
    }

    private void sendAsWanted() {
        MeetingVoice current = voice.get();
        sessions.send(current == null ? Set.of() : current.kinds());
    }

    /** Takes a fact of the meeting's connection; only enqueues. */
    void on(SignalingEvent event) {
        Runnable task = switch (event) {
            case SignalingEvent.StateChanged changed -> () -> on(changed);
            case SignalingEvent.HelloReceived hello -> () -> on(hello);
            case SignalingEvent.DescriptionReceived description -> () -> on(description);
            case SignalingEvent.CandidateReceived candidate -> () -> on(candidate);
            case SignalingEvent.IntroductionSent sent -> null;
            case SignalingEvent.ChatReceived chat -> null;
            case SignalingEvent.DeliveryChanged delivery -> null;
            case SignalingEvent.SendRefused refused -> null;
            case SignalingEvent.FrameRejected rejected -> null;
        };
        if (task != null && !lane.offer(task)) {
            context.metrics().overloaded();
        }
    }

    /** Ends every session within the bound; what takes longer is left to its own thread. */
    void close(Duration bound) {
        long until = System.nanoTime() + bound.toNanos();
        closed = true;
        MeetingVoice current = voice.get();
        if (current != null) {
            current.close();
        }
        List<MediaSession> ending = List.copyOf(sessions.all());
        lane.run(sessions::close);
        try {
            for (MediaSession session : ending) {
                if (!session.join(remaining(until))) {
                    log.warn("Meeting {}: a media session is slow to end", context.meetingId());
                }
            }
            if (!lane.join(remaining(until))) {
                lane.end();
            }
        } catch (InterruptedException e) {
            lane.end();
            Thread.currentThread().interrupt();
        }
    }

    private static Duration remaining(long until) {
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), until - System.nanoTime()));
    }

    private void on(SignalingEvent.StateChanged changed) {
        boolean connected = changed.to() == ConnectionState.CONNECTED;
        if (connected) {
            peers.forgetSenders();
            early.clear();
            offers.connected();
            offerIfDue();
        } else {
            offers.disconnected();
        }
        sessions.all().forEach(session -> session.signalling(connected));
    }

    private void on(SignalingEvent.HelloReceived received) {
        Peer peer = peers.present(received.key(), received.senderId());
        if (peer == null) {
            return;
        }
        offers.heardSomething();
        boolean isNew = peers.find(peer.id()) == null || (peer.hello() == null && peer.session() == null);
        peer.introduced(received.hello());
        peers.joined(peer);
        gate.review(peer);
        if (isNew
                && !sessions.isClosing()
                && peer.session() == null
                && peer.verdict().isAdmitted()
                && offers.isOffering()
                && !peer.isRecorder()) {
            if (!sessions.isAnybodyAwaited()) {
                sessions.offerTo(peer);
            } else if (offers.wasMissedByNewcomers()) {
                sessions.offerToEverybody();
            }
        }
    }

    private void on(SignalingEvent.DescriptionReceived received) {
        if (sessions.isClosing()) {
            return;
        }
        SessionDescription clean;
        try {
            clean = SdpGate.pass(
                    received.description(),
                    context.properties().maxDescriptionSize().toBytes(),
                    context.metrics()::candidateRejected);
        } catch (NegotiationException e) {
            context.metrics().descriptionRejected(e.rule());
            context.metrics().negotiation(Outcome.REJECTED);
            log.info(
                    "Meeting {}, key {}: {}",
                    context.meetingId(),
                    received.key().shortId(),
                    e.getMessage());
            return;
        }
        Peer peer = peers.present(received.key(), received.senderId());
        if (peer == null) {
            return;
        }
        offers.heardSomebody();
        RemoteDescription description = RemoteDescription.of(clean);
        if (clean.type() == SdpType.OFFER) {
            peers.joined(peer);
        }
        if (clean.type() == SdpType.ANSWER
                && peer.session() == null
                && !sessions.isAnybodyAwaited()
                && !offers.isOffering()) {
            context.metrics().descriptionRejected(NegotiationRule.UNEXPECTED);
            return;
        }
        PeerDescription passed = new PeerDescription(clean, received.signed());
        if (!gate.passes(peer, passed)) {
            return;
        }
        MediaSession session = switch (clean.type()) {
            case OFFER -> sessions.toAnswer(peer);
            case ANSWER -> sessions.answered(peer, description);
        };
        if (session == null) {
            return;
        }
        peer.described(description);
        peers.joined(peer);
        session.received(passed);
        if (!received.senderId().isEmpty()) {
            early.take(received.senderId(), candidate -> true).forEach(session::received);
        }
        early.take("", peer::isOf).forEach(session::received);
    }

    private void on(SignalingEvent.CandidateReceived received) {
        try {
            SdpGate.check(received.candidate());
        } catch (NegotiationException e) {
            context.metrics().candidateRejected(e.rule());
            return;
        }
        offers.heardSomething();
        Peer peer = peers.senderOf(received);
        MediaSession session = peer == null ? null : peer.session();
        if (session != null) {
            session.received(received.candidate());
            return;
        }
        HeldOffer held = peer == null ? null : peer.held();
        boolean kept =
                held == null ? early.keep(received.senderId(), received.candidate()) : held.add(received.candidate());
        if (!kept) {
            context.metrics().candidateRejected(NegotiationRule.OVERLOAD);
        }
    }

    /** Takes somebody's word for a peer; any thread. */
    Approval approve(String peerId) {
        Approval approval = peers.approve(peerId);
        if (approval == Approval.APPROVED) {
            lane.run(gate::reviewAll);
        }
        return approval;
    }

    /** A peer is trusted that was not: what it offered last is answered, or else it is invited where we are to. */
    private void admit(Peer peer, @Nullable HeldOffer offer) {
        if (sessions.isClosing()) {
            return;
        }
        if (offer != null) {
            MediaSession session = sessions.toAnswer(peer);
            if (session != null) {
                offer.giveTo(session);
            }
        } else if (offers.isOffering() && peer.session() == null && !peer.isRecorder()) {
            sessions.offerTo(peer);
        }
    }

    private void keepHouse() {
        peers.forgetSilent();
        gate.reviewAll();
        offerIfDue();
        lane.after(HOUSEKEEPING, this::keepHouse);
    }

    private void offerIfDue() {
        boolean linked = peers.all().stream().anyMatch(peer -> peer.session() != null);
        if (!sessions.isClosing() && offers.isDue(linked)) {
            sessions.offerToEverybody();
        }
    }
}
