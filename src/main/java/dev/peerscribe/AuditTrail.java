package dev.peerscribe;

import dev.peerscribe.access.Audit;
import dev.peerscribe.meeting.LeaveReason;
import dev.peerscribe.meeting.MeetingEvent;
import dev.peerscribe.storage.StorageEvent;
import java.util.Locale;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What nobody asked for over HTTP, in the audit log beside what somebody did: by which rule the agent did it by itself. */
@Component
class AuditTrail {
    private static final String CONFIGURATION = "configuration:join";
    private static final String POLICY = "policy:";
    private static final String RETENTION = POLICY + "retention";

    private final Audit audit;

    AuditTrail(Audit audit) {
        this.audit = audit;
    }

    @EventListener
    void on(MeetingEvent event) {
        switch (event) {
            case MeetingEvent.MeetingJoined joined -> {
                if (joined.configured()) {
                    audit.tell("meeting.join", CONFIGURATION, joined.meetingId());
                }
            }
            case MeetingEvent.MeetingLeft left -> {
                if (left.reason() != LeaveReason.REQUESTED) {
                    audit.tell("meeting.leave", POLICY + words(left.reason()), left.meetingId());
                }
            }
            case MeetingEvent.RecordingApprovalChanged _, MeetingEvent.DrainStarted _ -> {
                // told where somebody asks for it
            }
        }
    }

    @EventListener
    void on(StorageEvent event) {
        switch (event) {
            case StorageEvent.RecordingForgotten forgotten ->
                audit.tell("recording.delete", RETENTION, forgotten.recordingId());
            case StorageEvent.LocalCopyRemoved removed ->
                audit.tell("recording.release", RETENTION, removed.recordingId());
            case StorageEvent.RecordingUploaded _, StorageEvent.UploadFailed _ -> {
                // nothing was taken from anybody
            }
        }
    }

    private static String words(LeaveReason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
