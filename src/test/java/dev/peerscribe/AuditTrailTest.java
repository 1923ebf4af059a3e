package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.peerscribe.access.Audit;
import dev.peerscribe.meeting.LeaveReason;
import dev.peerscribe.meeting.MeetingEvent;
import dev.peerscribe.storage.StorageEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the agent does by itself is told with the rule that wants it so. */
class AuditTrailTest {
    private final AuditTrail trail = new AuditTrail(new Audit());
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger audit = (Logger) LoggerFactory.getLogger("peerscribe.audit");

    @BeforeEach
    void listen() {
        told.start();
        audit.addAppender(told);
    }

    @AfterEach
    void listenNoMore() {
        audit.detachAppender(told);
    }

    @Test
    void whoMadeAJoinIsTheConfigurationOrACallerWhoIsToldOfElsewhere() {
        trail.on(new MeetingEvent.MeetingJoined("m1", "Monday", "ws://one", true));
        trail.on(new MeetingEvent.MeetingJoined("m2", "Tuesday", "ws://two", false));

        tells("action=meeting.join outcome=SUCCESS principal=configuration:join object=m1");
    }

    @Test
    void aMeetingThatIsLeftByARuleIsToldWithThatRule() {
        for (LeaveReason reason : LeaveReason.values()) {
            trail.on(new MeetingEvent.MeetingLeft("m1", reason));
        }

        tells(
                "action=meeting.leave outcome=SUCCESS principal=policy:alone object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:empty object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:silent object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:no-media object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:max-duration object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:drain object=m1",
                "action=meeting.leave outcome=SUCCESS principal=policy:shutdown object=m1");
    }

    @Test
    void whatRetentionRemovesIsTold() {
        trail.on(new StorageEvent.RecordingForgotten("m1", "r1", "none"));
        trail.on(new StorageEvent.LocalCopyRemoved("m1", "r2", "default", 1000));
        trail.on(new StorageEvent.RecordingUploaded("m1", "r3", "default", 1, 1000));

        tells(
                "action=recording.delete outcome=SUCCESS principal=policy:retention object=r1",
                "action=recording.release outcome=SUCCESS principal=policy:retention object=r2");
    }

    private void tells(String... lines) {
        assertThat(told.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(lines);
    }
}
