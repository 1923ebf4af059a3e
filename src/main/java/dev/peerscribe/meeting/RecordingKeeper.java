package dev.peerscribe.meeting;

import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a meeting is recorded: on command, and by itself from the first participant's coming to the last one's leaving.
 * Owned by the meeting's thread.
 */
final class RecordingKeeper {
    private static final long LOOK_AGAIN_MILLIS = 200;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final String meetingId;
    private final String meetingName;
    private final RecordingTerms terms;
    private final Recordings recordings;
    private final MeetingProperties properties;
    private final ApprovalGate gate;
    /** Released by whoever hears that a recording has finished; any thread. */
    private final Semaphore finished = new Semaphore(0);
    /** Whether the running recording has seen a participant. */
    private boolean metSomebody;
    /** Whether to record as soon as that is approved. */
    private boolean wanted;
    /** Whether to record again when somebody comes. */
    private boolean waiting;
    /** The recording that the disk ended last, which another follows once there is room. */
    private @Nullable String cutShort;
    /** When it may be tried again after it failed. */
    private Instant notBefore = Instant.MIN;

    RecordingKeeper(
            String meetingId,
            String meetingName,
            RecordingTerms terms,
            Recordings recordings,
            MeetingProperties properties,
            ApprovalGate gate) {
        this.meetingId = meetingId;
        this.meetingName = meetingName;
        this.terms = terms;
        this.recordings = recordings;
        this.properties = properties;
        this.gate = gate;
    }

    /** Where its recordings go; never changes. */
    @Nullable
    RecordingDestination destination() {
        return terms.destination();
    }

    /** Records from now on, or once somebody approved of it. */
    void begin() {
        if (gate.isOpen()) {
            start();
        } else {
            wanted = true;
        }
    }

    /** Starts a recording, the meeting having none. */
    private RecordingSnapshot start() {
        if (!gate.isOpen()) {
            throw new MeetingConflictException(
                    "the meeting must not be recorded before somebody approved of it, which nobody did", meetingId);
        }
        RecordingSnapshot started =
                recordings.start(meetingId, meetingName, terms.format(), gate.given(), terms.destination());
        // Where it could not begin, such as on a full disk, it is tried again while somebody is here.
        waiting = started.state() == RecordingState.FAILED;
        metSomebody = false;
        return started;
    }

    /** Does what somebody wants of the recording. */
    RecordingSnapshot command(RecordingCommand command) {
        noteCut();
        Optional<RecordingSnapshot> running = running();
        return switch (command) {
            case RECORDING -> running.map(this::goOn).orElseGet(this::start);
            case PAUSED ->
                recordings.pause(running.orElseThrow(() -> nothingTo("pause")).id());
            case STOPPED -> {
                boolean wasWaiting = waiting || wanted;
                waiting = false;
                wanted = false;
                if (running.isPresent()) {
                    yield recordings.stop(running.get().id(), EndReason.STOPPED);
                }
                // Nobody is here and it would have begun again: that is what stops now.
                yield recordings
                        .ofMeeting(meetingId)
                        .filter(last -> wasWaiting || last.state() == RecordingState.FINALIZING)
                        .orElseThrow(() -> nothingTo("stop"));
            }
        };
    }

    /**
     * Somebody approved of the recording, which begins if it waited for that. The first approval stands until it is
     * withdrawn.
     *
     * @return whether it is this one that stands
     */
    boolean approve(RecordingApproval approval) {
        if (!gate.isRequired()) {
            throw new MeetingConflictException("the recording of the meeting needs no approval", meetingId);
        }
        if (gate.isOpen()) {
            return false;
        }
        gate.give(approval);
        if (wanted) {
            wanted = false;
            waiting = true; // where it cannot begin now, it does when somebody is here
            try {
                start();
            } catch (RecordingConflictException e) {
                // The one before it is still being completed.
            }
        }
        return true;
    }

    /** The approval is withdrawn, which ends a recording that is under way; another goes on after another approval. */
    void withdrawApproval() {
        if (!gate.isRequired() || !gate.isOpen()) {
            throw new MeetingConflictException("there is no approval that could be withdrawn", meetingId);
        }
        gate.withdraw();
        Optional<RecordingSnapshot> running = running();
        // Who paused did not want what comes next recorded either.
        wanted = waiting
                || running.filter(recording -> recording.state() == RecordingState.RECORDING)
                        .isPresent();
        waiting = false;
        running.ifPresent(recording -> recordings.stop(recording.id(), EndReason.APPROVAL_WITHDRAWN));
    }

    /** Begins and ends by who is here. */
    void follow(Presence presence, Instant now) {
        noteCut();
        Optional<RecordingSnapshot> running = running();
        if (presence.somebodyIsHere()) {
            metSomebody = true;
            if (waiting && running.isEmpty() && !now.isBefore(notBefore) && recordings.hasRoom()) {
                startAgain(now);
            }
            return;
        }
        Duration grace = properties.stopRecordingWhenAlone();
        if (running.isPresent() && metSomebody && grace.isPositive() && presence.aloneFor(grace, now)) {
            recordings.stop(running.get().id(), EndReason.ALONE);
            // Who paused did not want what comes next recorded either.
            waiting = properties.recordAgain() && running.get().state() == RecordingState.RECORDING;
            metSomebody = false;
        }
    }

    private void noteCut() {
        recordings
                .ofMeeting(meetingId)
                .filter(last -> last.endReason() == EndReason.DISK_FULL
                        && last.state() != RecordingState.FAILED
                        && !last.id().equals(cutShort))
                .ifPresent(last -> {
                    cutShort = last.id();
                    waiting = properties.recordAgain();
                });
    }

    /** Ends the recording for good and waits for its files, within the bound. */
    boolean complete(Duration bound, EndReason reason) throws InterruptedException {
        waiting = false;
        wanted = false;
        Optional<RecordingSnapshot> last = recordings.ofMeeting(meetingId);
        if (last.isEmpty() || isFinal(last.get().state())) {
            return true;
        }
        String id = last.get().id();
        long until = System.nanoTime() + bound.toNanos();
        recordings.stop(id, reason);
        while (!recordings.find(id).map(found -> isFinal(found.state())).orElse(true)) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            boolean told = finished.tryAcquire(Math.min(left, LOOK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
            if (told) {
                finished.drainPermits();
            }
        }
        return true;
    }

    /** Some recording of this meeting has finished; any thread. */
    void onFinished() {
        finished.release();
    }

    private RecordingSnapshot goOn(RecordingSnapshot running) {
        return running.state() == RecordingState.PAUSED ? recordings.resume(running.id()) : running;
    }

    private void startAgain(Instant now) {
        try {
            if (start().state() == RecordingState.FAILED) {
                notBefore = now.plus(AFTER_FAILURE);
            }
            metSomebody = true;
        } catch (RecordingConflictException e) {
            // The last one is still being completed: the next look tries again.
        } catch (RuntimeException e) {
            // Such as a full disk: worth another attempt, but not every second.
            notBefore = now.plus(AFTER_FAILURE);
            throw e;
        }
    }

    private Optional<RecordingSnapshot> running() {
        return recordings
                .ofMeeting(meetingId)
                .filter(last -> last.state() == RecordingState.RECORDING || last.state() == RecordingState.PAUSED);
    }

    private MeetingConflictException nothingTo(String verb) {
        return new MeetingConflictException(
                "the meeting is not being recorded: there is nothing to " + verb, meetingId);
    }

    private static boolean isFinal(RecordingState state) {
        return state == RecordingState.COMPLETE || state == RecordingState.FAILED;
    }
}
