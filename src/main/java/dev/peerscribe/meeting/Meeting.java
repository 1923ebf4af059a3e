package dev.peerscribe.meeting;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.relay.RelayRequest;
import dev.peerscribe.relay.RelaySnapshot;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.speech.SpeechRequest;
import dev.peerscribe.speech.SpeechSnapshot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One meeting from joining to leaving. Its own thread does everything that may take time. */
final class Meeting {
    private static final Logger log = LoggerFactory.getLogger(Meeting.class);
    /** Beyond the recording's completion: media close within 5 s, signalling at once. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(6);

    private final String id;
    private final String name;
    private final URI url;
    private final String displayName;
    private final Negotiation negotiation;
    private final MeetingTrust trust;
    private final EngineKind engine;
    private final AutoLeave autoLeave;
    private final Instant joinedAt;
    private final MeetingRooms rooms;
    private final SignalingConnection connection;
    private final HeldEvents heldEvents;
    /** Owned by the meeting's thread, but for {@link RecordingKeeper#onFinished} and what never changes. */
    private final RecordingKeeper recording;
    /** Owned by the meeting's thread. */
    private final LeaveWatch watch;
    /** Owned by the meeting's thread. */
    private final NoticeBoard notices;

    private final ApprovalGate gate;

    private final MeetingThread thread;
    /** Why it is being left; set once, by whoever comes first. */
    private final AtomicReference<@Nullable LeaveReason> leaving = new AtomicReference<>();

    /** Since when the agent takes no new meeting, if it does not; set once, by whoever begins the drain. */
    private volatile @Nullable Instant draining;

    private final BiConsumer<Meeting, LeaveReason> onLeft;
    private final CompletableFuture<LeaveReason> left = new CompletableFuture<>();

    private Meeting(
            String id, URI url, JoinRequest request, MeetingRooms rooms, BiConsumer<Meeting, LeaveReason> onLeft) {
        this.onLeft = onLeft;
        this.id = id;
        this.url = url;
        this.rooms = rooms;
        MeetingProperties properties = rooms.properties();
        name = Optional.ofNullable(request.name()).orElseGet(() -> JoinRules.nameOf(url));
        displayName = Optional.ofNullable(request.displayName()).orElse(properties.displayName());
        negotiation = Optional.ofNullable(request.negotiation()).orElse(properties.negotiation());
        trust = rooms.trust().open(url, request.trust());
        engine = rooms.media().engine(request.engine(), negotiation);
        autoLeave = request.autoLeave().or(properties.autoLeave());
        joinedAt = rooms.clock().instant();
        watch = new LeaveWatch(autoLeave, joinedAt);
        gate = new ApprovalGate(
                Optional.ofNullable(request.recording().requireApproval()).orElse(properties.requireApproval()));
        recording = new RecordingKeeper(id, name, request.recording(), rooms.recordings(), properties, gate);
        heldEvents = new HeldEvents(rooms::publish, rooms.metrics());
        thread = new MeetingThread(id);
        connection = rooms.signaling()
                .open(
                        new ConnectionSpec(
                                id,
                                url,
                                rooms.keys(),
                                new PeerHello(
                                        displayName,
                                        PeerHello.RECORDER,
                                        Set.of(
                                                PeerHello.ADDRESSING,
                                                PeerHello.ACKNOWLEDGMENT,
                                                PeerHello.PERFECT_NEGOTIATION))),
                        heldEvents);
        notices = new NoticeBoard(
                id,
                Optional.ofNullable(request.recording().notice())
                        .orElse(properties.notice().text()),
                rooms.chat(),
                connection,
                properties.notice().interval(),
                rooms.metrics());
    }

    /**
     * Takes part in a meeting; where that fails, nothing is left over.
     *
     * @param onLeft told once, on the meeting's thread, when the agent is out of it
     */
    static Meeting join(
            String id, URI url, JoinRequest request, MeetingRooms rooms, BiConsumer<Meeting, LeaveReason> onLeft) {
        Meeting meeting = new Meeting(id, url, request, rooms, onLeft);
        try {
            rooms.chat().open(meeting.connection, meeting.displayName);
            rooms.media().open(meeting.connection, meeting.negotiation, meeting.trust, meeting.engine);
            request.relays().forEach(meeting::relay);
            if (request.recording().record()) {
                meeting.recording.begin();
            }
        } catch (RuntimeException e) {
            meeting.closeAll();
            throw e;
        }
        return meeting;
    }

    /** Lets the facts of the connection through that were held back until now. */
    void begin() {
        heldEvents.release();
        if (gate.isRequired()) {
            tellApproval();
        }
        look();
    }

    String id() {
        return id;
    }

    URI url() {
        return url;
    }

    String name() {
        return name;
    }

    /** Done when the agent is out of it; holds the reason. */
    CompletableFuture<LeaveReason> left() {
        return left;
    }

    MeetingSnapshot snapshot() {
        return new MeetingSnapshot(
                id,
                name,
                url.toString(),
                displayName,
                negotiation,
                trust.policy(),
                engine,
                autoLeave,
                joinedAt,
                leaving.get() != null,
                connection.status(),
                others(),
                rooms.recordings().ofMeeting(id).orElse(null),
                gate.snapshot(),
                recording.destination(),
                rooms.chat().summary(id));
    }

    /** Has the thread look whether it is time for something; any thread, at once. */
    void look() {
        if (leaving.get() == null) {
            thread.look(this::lookNow);
        }
    }

    /** Done when everything is that was asked of the meeting's thread so far; at once where it has ended. */
    CompletableFuture<Void> idle() {
        return thread.idle();
    }

    void onRecordingFinished() {
        recording.onFinished();
    }

    /** Changes the recording and waits for the change. */
    RecordingSnapshot command(RecordingCommand command) throws InterruptedException {
        return ask(() -> recording.command(command));
    }

    /** Somebody approved of the recording; the approval that stands. */
    ApprovalSnapshot approveRecording(ApprovalRequest request) throws InterruptedException {
        return ask(() -> {
            RecordingApproval given = new RecordingApproval(rooms.clock().instant(), request.by(), request.note());
            if (recording.approve(given)) {
                tellApproval();
            }
            return gate.snapshot();
        });
    }

    /** The approval is withdrawn. */
    ApprovalSnapshot withdrawApproval() throws InterruptedException {
        return ask(() -> {
            recording.withdrawApproval();
            tellApproval();
            return gate.snapshot();
        });
    }

    private void tellApproval() {
        ApprovalSnapshot now = gate.snapshot();
        RecordingApproval given = now.given();
        rooms.publish(new MeetingEvent.RecordingApprovalChanged(id, now.state(), given == null ? null : given.by()));
    }

    /** Begins a live output. */
    RelaySnapshot relay(RelayRequest request) {
        if (leaving.get() != null) {
            throw beingLeft();
        }
        return rooms.relays().begin(id, request);
    }

    /** Begins to say something. */
    SpeechSnapshot speak(SpeechRequest request) {
        if (leaving.get() != null) {
            throw beingLeft();
        }
        if (engine != EngineKind.WEBRTC) {
            throw new MeetingConflictException(
                    "the meeting's media is not encoded by the agent, so it cannot speak: join with the engine webrtc",
                    id);
        }
        return rooms.speeches().begin(id, displayName, request);
    }

    /** Is left as soon as it is empty from now on. */
    void drain(Instant since) {
        draining = since;
    }

    /** Begins to leave, if nobody did; returns at once. */
    void startToLeave(LeaveReason reason) {
        if (leaving.compareAndSet(null, reason)) {
            thread.execute(() -> leaveNow(reason));
        }
    }

    /** Waits until the agent is out of it, within the bound of a leave. */
    void awaitLeft() throws InterruptedException {
        var _ = MeetingThread.await(left, rooms.properties().leaveTimeout().plus(CLOSE_TIMEOUT), "end");
    }

    private void lookNow() {
        if (leaving.get() != null) {
            return;
        }
        Instant now = rooms.clock().instant();
        List<PeerSnapshot> others = others();
        step("see who is there", () -> watch.update(others, now));
        step("look after its recording", () -> recording.follow(watch.presence(), now));
        step(
                "give notice",
                () -> notices.follow(others, rooms.recordings().ofMeeting(id).orElse(null), now));
        step("leave by itself", () -> watch.reason(now).or(() -> drained(now)).ifPresent(this::startToLeave));
    }

    /** Has the thread change something of the recording, and waits for that. */
    private <T> T ask(Supplier<T> command) throws InterruptedException {
        try {
            return thread.ask(
                    () -> {
                        if (leaving.get() != null) {
                            throw beingLeft();
                        }
                        return command.get();
                    },
                    "change its recording");
        } catch (RejectedExecutionException e) {
            throw beingLeft();
        } finally {
            look();
        }
    }

    /** Its peers, but for the agent itself where the relay sends back what it said. */
    private List<PeerSnapshot> others() {
        return rooms.media().peers(id).stream()
                .filter(peer -> !rooms.keys().isOwn(peer.key()))
                .toList();
    }

    /** It drains, and nobody has been here for long enough. */
    private Optional<LeaveReason> drained(Instant now) {
        Instant since = draining;
        return since != null
                        && watch.presence().emptyFor(rooms.properties().drain().leaveWhenAlone(), since, now)
                ? Optional.of(LeaveReason.DRAIN)
                : Optional.empty();
    }

    private void leaveNow(LeaveReason reason) {
        // They end by themselves while the recording is completed.
        step("end its live outputs", () -> rooms.relays().close(id));
        step("say no more", () -> rooms.speeches().close(id));
        try {
            if (!recording.complete(rooms.properties().leaveTimeout(), reason.recordingEnd())) {
                log.warn("meeting {}: the recording was not complete in time and is completed in the background", id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            rooms.failed("complete its recording", id, e);
        }
        closeAll();
        step("say that it was left", () -> onLeft.accept(this, reason));
        left.complete(reason);
    }

    /** Each step on its own, so that one that fails leaves none undone. */
    private void closeAll() {
        step("end its live outputs", () -> rooms.relays().close(id));
        step("say no more", () -> rooms.speeches().close(id));
        step("close its media", () -> rooms.media().close(id));
        step("close its connection", connection::close);
        step("close its chat", () -> rooms.chat().close(id));
        thread.end();
    }

    private void step(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            rooms.failed(what, id, e);
        }
    }

    private MeetingConflictException beingLeft() {
        return new MeetingConflictException("the meeting is being left", id);
    }
}
