package dev.peerscribe.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AutoLeaveTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final @Nullable Duration UNSAID = null;

    private House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void byDefaultTheAgentStays() {
        MeetingSnapshot meeting = join(AutoLeave.AS_CONFIGURED);

        house.passes(Duration.ofDays(300));

        assertStays(meeting);
        assertThat(meeting.autoLeave()).isEqualTo(AutoLeave.NEVER);
    }

    @Test
    void theAgentLeavesWhenItHasBeenAloneForLong() {
        MeetingSnapshot meeting = join(new AutoLeave(MINUTE, UNSAID, UNSAID, UNSAID, UNSAID));
        house.passes(Duration.ofHours(1));
        assertStays(meeting);
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();
        house.passes(Duration.ofSeconds(59));
        assertStays(meeting);

        house.passes(Duration.ofSeconds(1));

        assertLeft(meeting, LeaveReason.ALONE, EndReason.ALONE);
    }

    @Test
    void theAgentLeavesWhereNobodyCame() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, MINUTE, UNSAID, UNSAID, UNSAID));
        house.passes(Duration.ofSeconds(59));
        assertStays(meeting);

        house.passes(Duration.ofSeconds(1));

        assertLeft(meeting, LeaveReason.EMPTY, EndReason.EMPTY);
    }

    @Test
    void whoCameOnceWasThere() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, MINUTE, UNSAID, UNSAID, UNSAID));
        house.media().leaves(meeting.id(), house.comes(meeting));

        house.passes(Duration.ofHours(1));

        assertStays(meeting);
    }

    @Test
    void theAgentLeavesWhenNobodyWasHeardForLong() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, UNSAID, MINUTE, UNSAID, UNSAID));
        house.passes(Duration.ofHours(1)); // nobody is there to be silent
        PeerSnapshot ann = house.comes(meeting);
        PeerSnapshot bob = house.comes(meeting);
        house.media().sends(ann, sound(0.001), picture(0));
        house.media().sends(bob, sound(0.2));
        house.passes(Duration.ofHours(1));
        assertStays(meeting);

        house.media().sends(bob, sound(0.004));
        house.passes(Duration.ofSeconds(59));
        assertStays(meeting);
        house.passes(Duration.ofSeconds(1));

        assertLeft(meeting, LeaveReason.SILENT, EndReason.SILENT);
    }

    @Test
    void soundOfUnknownLoudnessIsNoSilenceUntilItStops() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, UNSAID, MINUTE, UNSAID, UNSAID));
        PeerSnapshot ann = house.comes(meeting);
        house.media().sends(ann, sound(null));
        house.passes(Duration.ofHours(1));
        assertStays(meeting);

        house.media()
                .sends(
                        ann,
                        new TrackSnapshot(
                                "sound", TrackKind.AUDIO, "opus", null, null, 0, 9, 9, null, true, false, null));
        house.passes(MINUTE);

        assertLeft(meeting, LeaveReason.SILENT, EndReason.SILENT);
    }

    @Test
    void theAgentLeavesWhenNoMediaCameForLongThoughSomebodyIsThere() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, UNSAID, UNSAID, MINUTE, UNSAID));
        PeerSnapshot ann = house.comes(meeting);
        for (int bytes = 1; bytes < 5; bytes++) {
            house.media().sends(ann, picture(bytes));
            house.passes(Duration.ofSeconds(59));
        }
        assertStays(meeting);

        house.passes(Duration.ofSeconds(1));

        assertLeft(meeting, LeaveReason.NO_MEDIA, EndReason.NO_MEDIA);
    }

    @Test
    void theAgentLeavesWhenItsTimeIsUp() {
        MeetingSnapshot meeting = join(new AutoLeave(UNSAID, UNSAID, UNSAID, UNSAID, Duration.ofMinutes(10)));
        house.comes(meeting);

        house.passes(Duration.ofMinutes(10));

        assertLeft(meeting, LeaveReason.MAX_DURATION, EndReason.MAX_DURATION);
    }

    @Test
    void whatAMeetingDoesNotSayIsAsConfiguredAndZeroIsNever() {
        house.close();
        house = new House(
                "peerscribe.meeting.auto-leave.when-alone=30",
                "peerscribe.meeting.auto-leave.when-empty=5m",
                "peerscribe.meeting.join[0].url=ws://configured",
                "peerscribe.meeting.join[0].auto-leave.max-duration=2h");

        MeetingSnapshot meeting = join(new AutoLeave(Duration.ZERO, UNSAID, MINUTE, UNSAID, UNSAID));

        assertThat(meeting.autoLeave())
                .isEqualTo(new AutoLeave(Duration.ZERO, Duration.ofMinutes(5), MINUTE, Duration.ZERO, Duration.ZERO));
        assertThat(house.meetings().list())
                .extracting(MeetingSnapshot::autoLeave)
                .contains(new AutoLeave(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofHours(2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "peerscribe.meeting.auto-leave.when-no-media",
                "peerscribe.meeting.join[0].auto-leave.when-no-media"
            })
    void aTimeThatCannotBeMeantIsRefusedAtTheStart(String property) {
        assertThatThrownBy(() -> new House("peerscribe.meeting.join[0].url=ws://configured", property + "=-1s"))
                .rootCause()
                .message()
                .matches("(?s).*(auto-leave.when-no-media|autoLeave.whenNoMedia).*must be 0 for never.*");
    }

    private MeetingSnapshot join(AutoLeave autoLeave) {
        return house.meetings()
                .join(new JoinRequest("ws://localhost:3030/", null, null, null, null, null, true, autoLeave));
    }

    private static TrackSnapshot sound(@Nullable Double level) {
        return new TrackSnapshot("sound", TrackKind.AUDIO, "opus", null, null, 0, 9, 9, level, false, false, null);
    }

    private static TrackSnapshot picture(long bytes) {
        return new TrackSnapshot("picture", TrackKind.VIDEO, "VP8", 640, 360, 0, bytes, 9, null, false, false, null);
    }

    private void assertStays(MeetingSnapshot meeting) {
        assertThat(house.meetings().find(meeting.id())).isPresent().get().matches(now -> !now.leaving());
    }

    private void assertLeft(MeetingSnapshot meeting, LeaveReason reason, EndReason end) {
        await().untilAsserted(
                        () -> assertThat(house.events()).contains(new MeetingEvent.MeetingLeft(meeting.id(), reason)));
        RecordingSnapshot last = house.recordings().ofMeeting(meeting.id()).orElseThrow();
        assertThat(last.state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(last.endReason()).isEqualTo(end);
        assertThat(house.meters()
                        .get("peerscribe.meeting.left")
                        .tag("reason", reason.name().toLowerCase(java.util.Locale.ROOT))
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
