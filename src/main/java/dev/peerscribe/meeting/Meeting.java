package dev.peerscribe.meeting;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.Negotiation;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One meeting from joining to leaving. Its own thread does everything that may take time. */
final class Meeting {
    private static final Logger log = LoggerFactory.getLogger(Meeting.class);
    private static final int WAITING_COMMANDS = 16;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);
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
    /** Owned by the meeting's thread, but for {@link RecordingKeeper#onFinished}. */
    private final RecordingKeeper recording;
    /** Owned by the meeting's thread. */
    private final Presence presence = new Presence();

    /** Its queue is bounded by those who add: commands by their slots, one look, one leave. */
    private final ThreadPoolExecutor thread;
    /** Taken by a command while it waits or runs; any thread. */
    private final Semaphore commandSlots = new Semaphore(WAITING_COMMANDS);
    /** Whether a look is already waiting for the thread; any thread. */
    private final AtomicBoolean lookWaits = new AtomicBoolean();
    /** Why it is being left; set once, by whoever comes first. */
    private final AtomicReference<@Nullable LeaveReason> leaving = new AtomicReference<>();

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
        engine = rooms.media().engine(request.engineTaken(), negotiation);
        autoLeave = request.autoLeave();
        joinedAt = rooms.clock().instant();
        recording = new RecordingKeeper(id, name, rooms.recordings(), properties);
        heldEvents = new HeldEvents(rooms::publish, rooms.metrics());
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("meeting-" + id).daemon().factory());
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
            if (request.record()) {
                meeting.recording.start();
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
                rooms.media().peers(id).stream()
                        .filter(peer -> !rooms.keys().isOwn(peer.key()))
                        .toList(),
                rooms.recordings().ofMeeting(id).orElse(null),
                rooms.chat().summary(id));
    }

    /** Has the thread look whether it is time for something; any thread, at once. */
    void look() {
        if (leaving.get() == null && lookWaits.compareAndSet(false, true)) {
            try {
                thread.execute(this::lookNow);
            } catch (RejectedExecutionException e) {
                // It was left meanwhile: there is nothing to look after.
                lookWaits.set(false);
            }
        }
    }

    /** Done when everything is that was asked of the meeting's thread so far; at once where it has ended. */
    CompletableFuture<Void> idle() {
        try {
            return CompletableFuture.runAsync(() -> {}, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    void onRecordingFinished() {
        recording.onFinished();
    }

    /** Changes the recording and waits for the change. */
    RecordingSnapshot command(RecordingCommand command) throws InterruptedException {
        if (!commandSlots.tryAcquire(COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new MeetingTimeoutException("change its recording");
        }
        CompletableFuture<RecordingSnapshot> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                commandSlots.release();
                run(command, done);
            });
        } catch (RejectedExecutionException e) {
            commandSlots.release();
            throw beingLeft();
        }
        return await(done, COMMAND_TIMEOUT, "change its recording");
    }

    /** Begins a live output. */
    RelaySnapshot relay(RelayRequest request) {
        if (leaving.get() != null) {
            throw beingLeft();
        }
        if (engine != EngineKind.WEBRTC) {
            throw new MeetingConflictException(
                    "the meeting's media is not decoded, and live outputs encode it anew: join with the engine webrtc",
                    id);
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

    /** Begins to leave, if nobody did; returns at once. */
    void startToLeave(LeaveReason reason) {
        if (leaving.compareAndSet(null, reason)) {
            thread.execute(() -> leaveNow(reason));
        }
    }

    /** Waits until the agent is out of it, within the bound of a leave. */
    void awaitLeft() throws InterruptedException {
        await(left, rooms.properties().leaveTimeout().plus(CLOSE_TIMEOUT), "end");
    }

    private void lookNow() {
        lookWaits.set(false);
        if (leaving.get() != null) {
            return;
        }
        try {
            Instant now = rooms.clock().instant();
            presence.update(rooms.media().peers(id), now);
            recording.follow(presence, now);
            leaveReason(now).ifPresent(this::startToLeave);
        } catch (RuntimeException e) {
            rooms.failed("look after itself", id, e);
        }
    }

    private void run(RecordingCommand command, CompletableFuture<RecordingSnapshot> done) {
        try {
            if (leaving.get() != null) {
                throw beingLeft();
            }
            done.complete(recording.command(command));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private Optional<LeaveReason> leaveReason(Instant now) {
        if (autoLeave.whenAlone() != null && presence.aloneFor(autoLeave.whenAlone(), now)) {
            return Optional.of(LeaveReason.ALONE);
        }
        if (autoLeave.maxDuration() != null && !now.isBefore(joinedAt.plus(autoLeave.maxDuration()))) {
            return Optional.of(LeaveReason.MAX_DURATION);
        }
        return Optional.empty();
    }

    private void leaveNow(LeaveReason reason) {
        // They end by themselves while the recording is completed.
        step("end its live outputs", () -> rooms.relays().close(id));
        step("say no more", () -> rooms.speeches().close(id));
        try {
            if (!recording.complete(rooms.properties().leaveTimeout())) {
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
        thread.shutdown();
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

    private static <T> T await(CompletableFuture<T> future, Duration bound, String what) throws InterruptedException {
        try {
            return future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MeetingTimeoutException(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
