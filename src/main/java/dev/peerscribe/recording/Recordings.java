package dev.peerscribe.recording;

import dev.peerscribe.media.MediaEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every recording that this agent makes or has on disk. Every method may be called from any thread. */
public interface Recordings {
    /**
     * Starts to record a meeting, its present tracks included.
     *
     * @param format of its files; as configured where null
     * @param approval by which it may be recorded, kept with it; null where none is required
     * @param destination where its files go once it is finished, kept with it; as configured where null
     * @throws RecordingConflictException where the meeting is being recorded
     */
    RecordingSnapshot start(
            String meetingId,
            String meetingName,
            @Nullable RecordingFormat format,
            @Nullable RecordingApproval approval,
            @Nullable RecordingDestination destination);

    /** The rule that a format breaks for pictures that are encoded here, as that is configured; empty where it breaks none. */
    Optional<String> violation(RecordingFormat format);

    /** Takes a fact about media; only enqueues. Facts of meetings that are not recorded are dropped. */
    void on(MediaEvent event);

    /**
     * Stops taking frames in; the time goes on.
     *
     * @throws RecordingConflictException where it is neither RECORDING nor PAUSED
     */
    RecordingSnapshot pause(String recordingId);

    /** Takes frames in again; throws as {@link #pause}. */
    RecordingSnapshot resume(String recordingId);

    /** Completes the files, in the background and within a bound; does nothing where that is under way or done. */
    RecordingSnapshot stop(String recordingId, EndReason reason);

    /** The recording of a meeting that is not yet complete, else the last one. */
    Optional<RecordingSnapshot> ofMeeting(String meetingId);

    Optional<RecordingSnapshot> find(String recordingId);

    /** All of them, the newest first. */
    List<RecordingSnapshot> list();

    /**
     * Whether this process still makes or completes one, repairs one of an earlier run, or has yet to tell that one is
     * finished; not over one that cannot be repaired.
     */
    boolean isBusy();

    /** Whether there is room on the disk for a further recording. */
    boolean hasRoom();

    /** The path of a finished file that belongs to the recording; empty for any other name. */
    Optional<Path> file(String recordingId, String name);

    /** The folder of a finished recording; empty where there is none. */
    Optional<Path> folder(String recordingId);

    /**
     * Removes the files of a finished recording that are safe elsewhere; what is known of it stays, its manifest too.
     *
     * @return how much room that made (bytes); 0 where there is no such recording
     * @throws RecordingConflictException where it is not finished, or not {@link #isKept kept}
     */
    long release(String recordingId);

    /** Whether the disk has what is known of a recording; where that could not be written, it is tried again and again. */
    boolean isKept(String recordingId);

    /**
     * Removes a recording and its files.
     *
     * @return false where there is none
     * @throws RecordingConflictException where it is not finished
     */
    boolean delete(String recordingId);
}
