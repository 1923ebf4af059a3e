package dev.peerscribe.meeting;

import dev.peerscribe.media.Approval;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.recording.RecordingFormat;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.relay.InvalidRelayException;
import dev.peerscribe.relay.RelayRequest;
import dev.peerscribe.relay.RelaySnapshot;
import dev.peerscribe.signaling.ConnectionLimitException;
import dev.peerscribe.speech.SpeechRequest;
import dev.peerscribe.speech.SpeechSnapshot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The meetings that the agent is in. Every method may be called from any thread. */
@Component
public class Meetings {
    private static final Logger log = LoggerFactory.getLogger(Meetings.class);

    private final MeetingRooms rooms;
    private final Supplier<String> ids;
    private final Map<String, Meeting> meetings = new ConcurrentHashMap<>();
    /** URLs that are joined or about to be; guarded by itself, as is the capacity. */
    private final Set<URI> taken = new HashSet<>();
    /** Goes from RUNNING to DRAINING only; written under the lock of {@link #taken}. */
    private volatile AgentState state = AgentState.RUNNING;
    /** When the drain began, if it did; written once, under the lock of {@link #taken}. */
    private volatile @Nullable Instant draining;
    /** Whether the agent ends; goes from false to true only. */
    private volatile boolean closing;

    Meetings(MeetingRooms rooms, @Qualifier("meetingIds") Supplier<String> ids) {
        this.rooms = rooms;
        this.ids = ids;
        rooms.properties().check(rooms.stores().names());
        rooms.metrics().watch(this::used, capacity(), () -> state == AgentState.DRAINING);
    }

    /**
     * Joins a meeting; the connection comes up in the background.
     *
     * @throws InvalidRequestException where the request breaks a rule
     * @throws AgentDrainingException where no meeting is taken any more
     * @throws MeetingCapacityException where there are as many as there may be
     * @throws MeetingConflictException where the agent is there already
     */
    public MeetingSnapshot join(JoinRequest request) {
        return join(request, false);
    }

    private MeetingSnapshot join(JoinRequest request, boolean configured) {
        JoinRules.check(request);
        JoinRules.check(request.recording().destination(), rooms.stores().names());
        checkRelays(request.relays());
        checkFormat(request);
        URI url = JoinRules.url(request.url());
        reserve(url);
        Meeting meeting;
        try {
            meeting = Meeting.join(ids.get(), url, request, rooms, this::forget);
        } catch (ConnectionLimitException e) {
            release(url);
            throw new MeetingCapacityException(e.limit());
        } catch (RuntimeException e) {
            release(url);
            throw e;
        }
        meetings.put(meeting.id(), meeting);
        rooms.metrics().joined();
        log.info("meeting {} joined: {}", meeting.id(), withoutQuery(url));
        rooms.publish(new MeetingEvent.MeetingJoined(meeting.id(), meeting.name(), url.toString(), configured));
        meeting.begin();
        Instant since = draining;
        if (since != null) {
            meeting.drain(since);
        }
        if (closing) {
            meeting.startToLeave(LeaveReason.SHUTDOWN);
        }
        return meeting.snapshot();
    }

    /** Joins what the configuration names; one that fails keeps none of the others from being joined. */
    void joinConfigured() {
        for (MeetingProperties.Join join : rooms.properties().join()) {
            try {
                join(join.request(), true);
            } catch (RuntimeException e) {
                rooms.failed("be joined at start", withoutQuery(JoinRules.url(join.url())), e);
            }
        }
    }

    /**
     * Leaves a meeting and waits until the agent is out of it.
     *
     * @return false where the meeting is unknown
     */
    public boolean leave(String meetingId) throws InterruptedException {
        Meeting meeting = meetings.get(meetingId);
        if (meeting == null) {
            return false;
        }
        meeting.startToLeave(LeaveReason.REQUESTED);
        meeting.awaitLeft();
        return true;
    }

    /**
     * Changes what becomes of a meeting's recording.
     *
     * @throws MeetingConflictException where that is impossible
     */
    public Optional<RecordingSnapshot> record(String meetingId, RecordingCommand command) throws InterruptedException {
        Meeting meeting = meetings.get(meetingId);
        return meeting == null ? Optional.empty() : Optional.of(meeting.command(command));
    }

    /**
     * Takes somebody's word that a meeting may be recorded, which begins if it waited for that. The first word stands.
     *
     * @return empty where the meeting is unknown
     * @throws InvalidRequestException where the request breaks a rule
     * @throws MeetingConflictException where no approval is required
     */
    public Optional<ApprovalSnapshot> approveRecording(String meetingId, ApprovalRequest request)
            throws InterruptedException {
        request.check();
        Meeting meeting = meetings.get(meetingId);
        return meeting == null ? Optional.empty() : Optional.of(meeting.approveRecording(request));
    }

    /**
     * Takes that word back, which ends the recording.
     *
     * @return empty where the meeting is unknown
     * @throws MeetingConflictException where there is none
     */
    public Optional<ApprovalSnapshot> withdrawApproval(String meetingId) throws InterruptedException {
        Meeting meeting = meetings.get(meetingId);
        return meeting == null ? Optional.empty() : Optional.of(meeting.withdrawApproval());
    }

    /**
     * Begins a live output of a meeting; the way to its destination is made in the background.
     *
     * @throws MeetingConflictException where it is being left
     */
    public Optional<RelaySnapshot> relay(String meetingId, RelayRequest request) {
        Meeting meeting = meetings.get(meetingId);
        return meeting == null ? Optional.empty() : Optional.of(meeting.relay(request));
    }

    /**
     * Begins to say something in a meeting.
     *
     * @throws MeetingConflictException where nothing can be sent into it, or it is being left
     */
    public Optional<SpeechSnapshot> speak(String meetingId, SpeechRequest request) {
        Meeting meeting = meetings.get(meetingId);
        return meeting == null ? Optional.empty() : Optional.of(meeting.speak(request));
    }

    /**
     * Takes somebody's word for a peer of a meeting.
     *
     * @return empty where the meeting is unknown
     */
    public Optional<Approval> approve(String meetingId, String peerId) {
        return meetings.containsKey(meetingId)
                ? Optional.of(rooms.media().approve(meetingId, peerId))
                : Optional.empty();
    }

    /** All of them, in the order of their joining. */
    public List<MeetingSnapshot> list() {
        return meetings.values().stream()
                .map(Meeting::snapshot)
                .sorted(Comparator.comparing(MeetingSnapshot::joinedAt).thenComparing(MeetingSnapshot::id))
                .toList();
    }

    public Optional<MeetingSnapshot> find(String meetingId) {
        return Optional.ofNullable(meetings.get(meetingId)).map(Meeting::snapshot);
    }

    /** Whether the agent is in the meeting; cheaper than {@link #find}. */
    public boolean knows(String meetingId) {
        return meetings.containsKey(meetingId);
    }

    public AgentState state() {
        return state;
    }

    /** How many meetings there may be. */
    public int capacity() {
        return rooms.properties().capacity();
    }

    /** How many there are, those about to be joined or left included. */
    public int used() {
        synchronized (taken) {
            return taken.size();
        }
    }

    /**
     * Takes no new meeting from now on and finishes what runs: empty meetings are left, and at the deadline all of them.
     * Idempotent; the deadline counts from the first time.
     */
    public void drain() {
        Instant since = rooms.clock().instant();
        synchronized (taken) {
            if (state == AgentState.DRAINING) {
                return;
            }
            draining = since;
            state = AgentState.DRAINING;
        }
        meetings.values().forEach(meeting -> meeting.drain(since));
        rooms.publish(new MeetingEvent.DrainStarted(used()));
    }

    /**
     * Whether a drain has nothing more to wait for: no meeting is left, every recording is complete and those that go to a
     * store are there; or there is no more time, since the deadline came or none is known.
     */
    public boolean isDrainOver() {
        Duration deadline = rooms.properties().drain().deadline();
        return deadline == null || isOverdue() || isDrained();
    }

    private boolean isDrained() {
        return draining != null
                && used() == 0
                && !rooms.recordings().isBusy() // before the uploads, which are told by it
                && rooms.uploads().pending() == 0;
    }

    private boolean isOverdue() {
        Instant since = draining;
        Duration deadline = rooms.properties().drain().deadline();
        return since != null && deadline != null && !rooms.clock().instant().isBefore(since.plus(deadline));
    }

    /** Drains and begins to leave every meeting; returns those. */
    Collection<Meeting> leaveAll() {
        closing = true;
        drain();
        List<Meeting> all = new ArrayList<>(meetings.values());
        all.forEach(meeting -> meeting.startToLeave(LeaveReason.SHUTDOWN));
        return all;
    }

    /** Has every meeting look whether it is time for something. */
    void tick() {
        if (isOverdue()) {
            meetings.values().forEach(meeting -> meeting.startToLeave(LeaveReason.DRAIN));
        }
        meetings.values().forEach(Meeting::look);
    }

    /** Done when every meeting has done what was asked of it so far. */
    CompletableFuture<Void> idle() {
        return CompletableFuture.allOf(
                meetings.values().stream().map(Meeting::idle).toArray(CompletableFuture[]::new));
    }

    void look(String meetingId) {
        Meeting meeting = meetings.get(meetingId);
        if (meeting != null) {
            meeting.look();
        }
    }

    void onRecordingFinished(String meetingId) {
        Meeting meeting = meetings.get(meetingId);
        if (meeting != null) {
            meeting.onRecordingFinished();
        }
    }

    /** What is copied as it comes may be of any codec, and each file says what it could not be. */
    private void checkFormat(JoinRequest request) {
        RecordingFormat format = request.recording().format();
        Negotiation negotiation =
                request.negotiation() == null ? rooms.properties().negotiation() : request.negotiation();
        if (format != null && rooms.media().engine(request.engine(), negotiation) == EngineKind.WEBRTC) {
            rooms.recordings().violation(format).ifPresent(rule -> {
                throw new InvalidRequestException(List.of(new Violation("format", rule)));
            });
        }
    }

    private void checkRelays(List<RelayRequest> relays) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < relays.size(); i++) {
            try {
                rooms.relays().check(relays.get(i));
            } catch (InvalidRelayException e) {
                violations.add(new Violation("relays[" + i + "]." + e.field(), e.rule()));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }

    private void reserve(URI url) {
        synchronized (taken) {
            if (state == AgentState.DRAINING) {
                throw new AgentDrainingException();
            }
            if (taken.contains(url)) {
                throw new MeetingConflictException(
                        "the agent is in this meeting already",
                        meetings.values().stream()
                                .filter(meeting -> meeting.url().equals(url))
                                .map(Meeting::id)
                                .findAny()
                                .orElse(null));
            }
            if (taken.size() >= capacity()) {
                throw new MeetingCapacityException(capacity());
            }
            taken.add(url);
        }
    }

    private void release(URI url) {
        synchronized (taken) {
            taken.remove(url);
        }
    }

    /** On the meeting's thread, as the last it does. */
    private void forget(Meeting meeting, LeaveReason reason) {
        meetings.remove(meeting.id());
        // Those that began while it was being left.
        rooms.relays().close(meeting.id());
        rooms.speeches().close(meeting.id());
        release(meeting.url());
        rooms.metrics().left(reason);
        log.info("meeting {} left: {}", meeting.id(), reason);
        rooms.publish(new MeetingEvent.MeetingLeft(meeting.id(), reason));
    }

    /** A query may hold a secret. */
    private static String withoutQuery(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
}
