package dev.peerscribe.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RecordingApprovalTest {
    private static final ApprovalRequest ANN = new ApprovalRequest("Ann", "asked in the call");

    private House house = new House();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void byDefaultNoneIsRequiredAndNoneIsTaken() {
        MeetingSnapshot meeting = join(true, null);

        assertThat(meeting.approval().state()).isEqualTo(ApprovalState.NOT_REQUIRED);
        assertThat(meeting.recording()).isNotNull();
        assertThatThrownBy(() -> house.meetings().approveRecording(meeting.id(), ANN))
                .isInstanceOf(MeetingConflictException.class)
                .hasMessageContaining("needs no approval");
        assertThatThrownBy(() -> house.meetings().withdrawApproval(meeting.id()))
                .isInstanceOf(MeetingConflictException.class);
    }

    @Test
    void whereOneIsRequiredNothingIsRecordedBeforeIt() {
        MeetingSnapshot meeting = join(true, true);
        house.media().comes(meeting.id(), "Ann");
        house.looked();

        assertThat(meeting.approval().state()).isEqualTo(ApprovalState.WAITING);
        assertThat(house.recordings().list()).isEmpty();
        assertThatThrownBy(() -> house.meetings().record(meeting.id(), RecordingCommand.RECORDING))
                .isInstanceOf(MeetingConflictException.class)
                .hasMessageContaining("approved");
        assertThat(house.recordings().list()).isEmpty();
        assertThat(house.events())
                .contains(new MeetingEvent.RecordingApprovalChanged(meeting.id(), ApprovalState.WAITING, null));
    }

    @Test
    void theApprovalBeginsTheRecordingAndIsKeptWithIt() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);

        ApprovalSnapshot standing =
                house.meetings().approveRecording(meeting.id(), ANN).orElseThrow();

        RecordingApproval expected = new RecordingApproval(house.clock().instant(), "Ann", "asked in the call");
        assertThat(standing).isEqualTo(new ApprovalSnapshot(ApprovalState.APPROVED, expected));
        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
        assertThat(recordingOf(meeting).approval()).isEqualTo(expected);
        assertThat(house.events())
                .contains(new MeetingEvent.RecordingApprovalChanged(meeting.id(), ApprovalState.APPROVED, "Ann"));
    }

    @Test
    void theFirstApprovalStands() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);
        house.meetings().approveRecording(meeting.id(), ANN);

        ApprovalSnapshot standing = house.meetings()
                .approveRecording(meeting.id(), new ApprovalRequest("Bob", null))
                .orElseThrow();

        assertThat(standing.given()).extracting(RecordingApproval::by).isEqualTo("Ann");
        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void whereNobodyAskedForARecordingTheApprovalBeginsNone() throws InterruptedException {
        MeetingSnapshot meeting = join(false, true);

        house.meetings().approveRecording(meeting.id(), ANN);
        assertThat(house.recordings().list()).isEmpty();

        house.meetings().record(meeting.id(), RecordingCommand.RECORDING);
        assertThat(recordingOf(meeting).approval()).isNotNull();
    }

    @Test
    void withdrawingItEndsTheRecordingAndAnotherApprovalBeginsAnother() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);
        house.meetings().approveRecording(meeting.id(), ANN);

        assertThat(house.meetings().withdrawApproval(meeting.id()).orElseThrow().state())
                .isEqualTo(ApprovalState.WAITING);
        house.media().comes(meeting.id(), "Bob");
        house.looked();

        assertThat(house.recordings().list()).singleElement().satisfies(ended -> {
            assertThat(ended.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(ended.endReason()).isEqualTo(EndReason.APPROVAL_WITHDRAWN);
        });
        house.meetings().approveRecording(meeting.id(), new ApprovalRequest("Bob", null));
        assertThat(house.recordings().list()).hasSize(2);
        assertThat(recordingOf(meeting).approval())
                .extracting(RecordingApproval::by)
                .isEqualTo("Bob");
    }

    @Test
    void whoStopsBeforeTheApprovalWantsNothingRecorded() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);
        assertThatThrownBy(() -> house.meetings().record(meeting.id(), RecordingCommand.STOPPED))
                .isInstanceOf(MeetingConflictException.class);

        house.meetings().approveRecording(meeting.id(), ANN);
        house.media().comes(meeting.id(), "Bob");
        house.looked();

        assertThat(house.recordings().list()).isEmpty();
    }

    @Test
    void whoStopsAfterTheWithdrawalWantsNothingRecorded() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);
        house.meetings().approveRecording(meeting.id(), ANN);
        house.meetings().withdrawApproval(meeting.id());
        house.meetings().record(meeting.id(), RecordingCommand.STOPPED);

        house.meetings().approveRecording(meeting.id(), ANN);
        house.looked();

        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void whatWasPausedWhenTheApprovalWasWithdrawnDoesNotBeginAnew() throws InterruptedException {
        MeetingSnapshot meeting = join(true, true);
        house.meetings().approveRecording(meeting.id(), ANN);
        house.meetings().record(meeting.id(), RecordingCommand.PAUSED);
        house.meetings().withdrawApproval(meeting.id());

        house.meetings().approveRecording(meeting.id(), ANN);
        house.looked();

        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void anApprovalThatComesWhileTheLastRecordingIsBeingCompletedIsNotLost() throws InterruptedException {
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join(true, true);
        house.media().comes(meeting.id(), "Ann");
        house.meetings().approveRecording(meeting.id(), ANN);
        String first = recordingOf(meeting).id();
        house.meetings().withdrawApproval(meeting.id());

        house.meetings().approveRecording(meeting.id(), ANN);
        assertThat(house.recordings().list()).hasSize(1);
        house.recordings().finishesAtOnce(true);
        house.recordings().finish(first);
        house.looked();

        assertThat(house.recordings().list()).hasSize(2);
    }

    @Test
    void itCanBeConfiguredAndAMeetingCanDoWithout() {
        house.close();
        house = new House(
                "peerscribe.meeting.require-approval=true",
                "peerscribe.meeting.join[0].url=ws://one",
                "peerscribe.meeting.join[1].url=ws://two",
                "peerscribe.meeting.join[1].require-approval=false");

        assertThat(house.meetings().list())
                .extracting(meeting -> meeting.approval().state())
                .containsExactlyInAnyOrder(ApprovalState.WAITING, ApprovalState.NOT_REQUIRED);
        assertThat(join(true, false).recording()).isNotNull();
        assertThat(house.recordings().list()).hasSize(2);
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        MeetingSnapshot meeting = join(true, true);

        assertThatThrownBy(() ->
                        house.meetings().approveRecording(meeting.id(), new ApprovalRequest(" ", "x".repeat(1_001))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("by: must not be blank; note: must not be longer than 1000 characters");
        assertThat(house.recordings().list()).isEmpty();
    }

    private MeetingSnapshot join(boolean record, @Nullable Boolean requireApproval) {
        return house.meetings()
                .join(new JoinRequest(
                        "ws://localhost",
                        null,
                        null,
                        null,
                        null,
                        null,
                        new RecordingTerms(record, null, requireApproval, null, null),
                        AutoLeave.NEVER,
                        List.of()));
    }

    private RecordingSnapshot recordingOf(MeetingSnapshot meeting) {
        return house.recordings().ofMeeting(meeting.id()).orElseThrow();
    }
}
