package dev.peerscribe.meeting;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.recording.RecordingEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Wakes a meeting when something happens in it. */
@Component
class MeetingListeners {
    private final Meetings meetings;

    MeetingListeners(Meetings meetings) {
        this.meetings = meetings;
    }

    @EventListener
    void on(MediaEvent event) {
        meetings.look(event.meetingId());
    }

    @EventListener
    void on(RecordingEvent.RecordingFinished event) {
        meetings.onRecordingFinished(event.meetingId());
    }
}
