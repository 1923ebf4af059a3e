package dev.peerscribe.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.FakeConnection;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.Via;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.Status;

@Timeout(30)
class MeetingsTest {
    private static final String URL = "ws://localhost:3030/";

    private House house = new House();

    @AfterEach
    void nothingIsLeftOver() {
        house.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("meeting-")));
    }

    @Test
    void aMeetingThatIsJoinedIsServedByEveryRoom() {
        MeetingSnapshot meeting = join();

        FakeConnection connection = house.signaling().of(meeting.id());
        assertThat(connection.spec().hello().role()).isEqualTo(PeerHello.RECORDER);
        assertThat(connection.spec().hello().name()).isEqualTo("Peerscribe");
        assertThat(connection.spec().identity().current())
                .isEqualTo(house.keys().identity());
        assertThat(house.media().negotiation(meeting.id())).isEqualTo(Negotiation.ANSWER);
        assertThat(meeting.recording()).isNotNull();
        assertThat(house.chat().page(meeting.id(), null, 1)).isPresent();
        assertThat(house.events())
                .first()
                .isEqualTo(new MeetingEvent.MeetingJoined(meeting.id(), meeting.name(), meeting.url(), false));
        assertThat(meters("peerscribe.meeting.active")).isEqualTo(1);
        assertThat(meters("peerscribe.meeting.capacity")).isEqualTo(16);
    }

    @Test
    void aMeetingIsNotRecordedWhereNobodyWantsIt() {
        MeetingSnapshot meeting = house.meetings()
                .join(new JoinRequest(URL, "Blue", "Eve", Negotiation.OFFER, null, null, false, AutoLeave.NEVER));

        assertThat(meeting.recording()).isNull();
        assertThat(meeting.name()).isEqualTo("Blue");
        assertThat(meeting.displayName()).isEqualTo("Eve");
        assertThat(house.media().negotiation(meeting.id())).isEqualTo(Negotiation.OFFER);
    }

    @Test
    void whatARoomIsToldWhileTheOthersOpenIsNotLost() {
        MeetingSnapshot meeting = join();

        house.signaling().of(meeting.id()).receive(message("1"), Via.SOCKET);

        assertThat(house.chat().summary(meeting.id()).unread()).isEqualTo(1);
    }

    @Test
    void heldEventsComeInOrderAndOnlyOnce() {
        List<SignalingEvent> heard = new ArrayList<>();
        HeldEvents held = new HeldEvents(heard::add, new MeetingMetrics(new SimpleMeterRegistry()));
        SignalingEvent first =
                new SignalingEvent.StateChanged("m", ConnectionState.CONNECTING, ConnectionState.CONNECTED, null);
        SignalingEvent second =
                new SignalingEvent.StateChanged("m", ConnectionState.CONNECTED, ConnectionState.RECONNECTING, null);

        held.accept(first);
        assertThat(heard).isEmpty();
        held.release();
        held.accept(second);

        assertThat(heard).containsExactly(first, second);
    }

    @Test
    void theSameUrlIsJoinedOnce() {
        MeetingSnapshot meeting = join();

        MeetingConflictException conflict = catchThrowableOfType(
                MeetingConflictException.class, () -> join("WS://LOCALHOST:3030", AutoLeave.NEVER));

        assertThat(conflict.meetingId()).isEqualTo(meeting.id());
        assertThat(house.signaling().opened()).hasSize(1);
    }

    @Test
    void whereSignallingTakesNoMoreTheAgentIsAtItsCapacity() {
        house.signaling().opensAtMost(1);
        join("ws://one", AutoLeave.NEVER);
        assertThatThrownBy(() -> join("ws://other", AutoLeave.NEVER)).isInstanceOf(MeetingCapacityException.class);
        assertThat(house.meetings().used()).isEqualTo(1);
    }

    @Test
    void atCapacityNoMeetingIsTakenUntilOneIsLeft() throws InterruptedException {
        restart("peerscribe.meeting.capacity=1");
        MeetingSnapshot meeting = join();
        assertThat(house.health().health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

        assertThatThrownBy(() -> join("ws://other", AutoLeave.NEVER)).isInstanceOf(MeetingCapacityException.class);

        house.meetings().leave(meeting.id());
        assertThat(house.health().health().getStatus()).isEqualTo(Status.UP);
        join("ws://other", AutoLeave.NEVER);
    }

    @Test
    void whileDrainingNoMeetingIsTakenAndThoseThatRunGoOn() {
        MeetingSnapshot meeting = join();
        Gauge draining = house.meters().get("peerscribe.meeting.draining").gauge();
        assertThat(draining.value()).isZero();

        house.meetings().drain();
        house.meetings().drain();

        assertThat(house.meetings().state()).isEqualTo(AgentState.DRAINING);
        assertThat(draining.value()).isEqualTo(1);
        assertThat(house.health().health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThatThrownBy(() -> join("ws://other", AutoLeave.NEVER)).isInstanceOf(AgentDrainingException.class);
        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
        assertThat(house.events())
                .filteredOn(MeetingEvent.DrainStarted.class::isInstance)
                .hasSize(1);
    }

    @Test
    void whileDrainingAnEmptyMeetingIsLeftAndOneWithSomebodyWhenTheyAreGone() {
        MeetingSnapshot empty = join("ws://empty", AutoLeave.NEVER);
        MeetingSnapshot busy = join();
        PeerSnapshot ann = house.comes(busy);
        house.passes(Duration.ofHours(1));

        house.meetings().drain();
        house.passes(Duration.ofSeconds(9));
        assertThat(house.meetings().used()).isEqualTo(2);

        house.passes(Duration.ofSeconds(1));
        awaitLeft(empty, LeaveReason.DRAIN);
        assertThat(house.meetings().knows(busy.id())).isTrue();

        house.media().leaves(busy.id(), ann);
        house.passes(Duration.ofSeconds(9));
        assertThat(house.meetings().knows(busy.id())).isTrue();
        house.passes(Duration.ofSeconds(1));
        awaitLeft(busy, LeaveReason.DRAIN);
        assertThat(recordingOf(busy).state()).isEqualTo(RecordingState.COMPLETE);
    }

    @Test
    void atTheDeadlineOfTheDrainEveryMeetingIsLeft() {
        restart("peerscribe.meeting.drain.deadline=1h");
        MeetingSnapshot meeting = join();
        house.comes(meeting);
        assertThat(house.meetings().isDrainOver()).isFalse();

        house.meetings().drain();
        house.passes(Duration.ofMinutes(59));
        house.meetings().drain();
        assertThat(house.meetings().isDrainOver()).isFalse();
        assertThat(house.meetings().knows(meeting.id())).isTrue();

        house.passes(Duration.ofMinutes(1));
        awaitLeft(meeting, LeaveReason.DRAIN);
        assertThat(house.meetings().isDrainOver()).isTrue();
        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.COMPLETE);
    }

    @Test
    void aDrainLastsUntilRecordingsAreCompleteAndAtTheirStore() throws InterruptedException {
        restart("peerscribe.meeting.drain.deadline=4h", "peerscribe.meeting.leave-timeout=50ms");
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join();
        house.uploads().pending(1);

        house.meetings().drain();
        house.meetings().leave(meeting.id());
        house.passes(Duration.ofHours(1));
        assertThat(house.meetings().used()).isZero();
        assertThat(house.meetings().isDrainOver()).isFalse();

        house.recordings().finish(recordingOf(meeting).id());
        house.passes(Duration.ofHours(1));
        assertThat(house.meetings().isDrainOver()).as("it is on its way").isFalse();

        house.uploads().pending(0);
        assertThat(house.meetings().isDrainOver()).isTrue();
    }

    @Test
    void aStoreThatIsAwayHoldsADrainUntilItsDeadlineOnly() {
        restart("peerscribe.meeting.drain.deadline=4h");
        house.uploads().pending(3);
        house.meetings().drain();

        house.passes(Duration.ofHours(4).minusSeconds(1));
        assertThat(house.meetings().isDrainOver()).isFalse();

        house.passes(Duration.ofSeconds(1));
        assertThat(house.meetings().isDrainOver()).isTrue();
    }

    @Test
    void withoutADeadlineADrainHasNothingToWaitFor() {
        MeetingSnapshot meeting = join();
        house.comes(meeting);

        house.uploads().pending(1);

        house.meetings().drain();
        house.passes(Duration.ofDays(1));

        assertThat(house.meetings().knows(meeting.id())).isTrue();
        assertThat(house.meetings().isDrainOver()).isTrue();
    }

    @Test
    void leavingCompletesTheRecordingAndClosesEverything() throws InterruptedException {
        MeetingSnapshot meeting = join();

        assertThat(house.meetings().leave(meeting.id())).isTrue();

        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(house.media().serves(meeting.id())).isFalse();
        assertThat(house.signaling().of(meeting.id()).status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(house.chat().page(meeting.id(), null, 1)).isEmpty();
        assertThat(house.meetings().list()).isEmpty();
        assertThat(house.meetings().leave(meeting.id())).isFalse();
        assertThat(house.events()).last().isEqualTo(new MeetingEvent.MeetingLeft(meeting.id(), LeaveReason.REQUESTED));
    }

    @Test
    void leavingWaitsForARecordingThatIsStillBeingCompleted() {
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join();
        Thread leaver = Thread.ofVirtual().start(() -> {
            try {
                house.meetings().leave(meeting.id());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> recordingOf(meeting).state() == RecordingState.FINALIZING);
        assertThat(house.media().serves(meeting.id())).isTrue();

        house.recordings().finish(recordingOf(meeting).id());

        await().until(() -> !leaver.isAlive());
        assertThat(house.media().serves(meeting.id())).isFalse();
    }

    @Test
    void aRecordingThatIsNeverCompleteDoesNotHoldTheMeetingForever() throws InterruptedException {
        restart("peerscribe.meeting.leave-timeout=50ms");
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join();

        assertThat(house.meetings().leave(meeting.id())).isTrue();

        assertThat(house.media().serves(meeting.id())).isFalse();
    }

    @Test
    void aRoomThatFailsToCloseKeepsNoOtherFromClosing() throws InterruptedException {
        MeetingSnapshot meeting = join();
        house.media().failToClose();

        house.meetings().leave(meeting.id());

        assertThat(house.signaling().of(meeting.id()).status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(house.meetings().list()).isEmpty();
        assertThat(house.meters().get("peerscribe.meeting.failures").counter().count())
                .isEqualTo(1);
    }

    @Test
    void aJoinThatFailsLeavesNothingBehindAndTheUrlFree() {
        house.media().failToOpen(true);
        assertThatThrownBy(this::join).isInstanceOf(IllegalStateException.class);

        assertThat(house.meetings().list()).isEmpty();
        assertThat(house.meetings().used()).isZero();
        assertThat(house.signaling().opened().getFirst().status().state()).isEqualTo(ConnectionState.DISCONNECTED);

        house.media().failToOpen(false);
        join();
    }

    @Test
    void theAgentItselfIsNoneOfThePeers() {
        MeetingSnapshot meeting = join();
        PeerSnapshot ann = house.media().comes(meeting.id(), "Ann");
        house.media().echoes(meeting.id(), house.keys().identity().publicKey());

        assertThat(now(meeting).peers()).containsExactly(ann);
    }

    @Test
    void aRecordingIsPausedResumedStoppedAndBegunAnew() throws InterruptedException {
        MeetingSnapshot meeting = join();

        assertThat(command(meeting, RecordingCommand.PAUSED).state()).isEqualTo(RecordingState.PAUSED);
        assertThat(command(meeting, RecordingCommand.PAUSED).state()).isEqualTo(RecordingState.PAUSED);
        assertThat(command(meeting, RecordingCommand.RECORDING).state()).isEqualTo(RecordingState.RECORDING);
        assertThat(command(meeting, RecordingCommand.RECORDING).state()).isEqualTo(RecordingState.RECORDING);
        String first = command(meeting, RecordingCommand.STOPPED).id();
        assertThatThrownBy(() -> command(meeting, RecordingCommand.PAUSED))
                .isInstanceOf(MeetingConflictException.class);
        assertThatThrownBy(() -> command(meeting, RecordingCommand.STOPPED))
                .isInstanceOf(MeetingConflictException.class);
        assertThat(command(meeting, RecordingCommand.RECORDING).id()).isNotEqualTo(first);
    }

    @Test
    void whileTheLastRecordingIsBeingCompletedNoNewOneBegins() throws InterruptedException {
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join();
        command(meeting, RecordingCommand.STOPPED);

        assertThatThrownBy(() -> command(meeting, RecordingCommand.RECORDING))
                .isInstanceOf(RecordingConflictException.class);
        house.recordings().finish(recordingOf(meeting).id());
    }

    @Test
    void theRecordingIsCompleteSoonAfterTheLastParticipantLeft() {
        MeetingSnapshot meeting = join();
        PeerSnapshot ann = house.comes(meeting);
        house.media().leaves(meeting.id(), ann);
        house.looked();

        house.passes(Duration.ofSeconds(4));
        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
        house.passes(Duration.ofSeconds(1));

        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(now(meeting)).isNotNull();
    }

    @Test
    void aRecordingThatNobodyCameToWaitsForever() {
        MeetingSnapshot meeting = join();

        house.passes(Duration.ofHours(10));

        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
    }

    @Test
    void whoComesBackInTimeGoesOnInTheSameRecording() {
        MeetingSnapshot meeting = join();
        PeerSnapshot ann = house.comes(meeting);
        house.media().leaves(meeting.id(), ann);
        house.passes(Duration.ofSeconds(4));
        house.comes(meeting);

        house.passes(Duration.ofMinutes(1));

        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void whoComesAfterThatIsInANewRecording() {
        MeetingSnapshot meeting = join();
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();
        house.passes(Duration.ofSeconds(5));

        house.comes(meeting);

        assertThat(house.recordings().list()).hasSize(2);
        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
    }

    @Test
    void aNewRecordingBeginsOnlyWhereThatIsWanted() {
        restart("peerscribe.meeting.record-again=false");
        MeetingSnapshot meeting = join();
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();
        house.passes(Duration.ofSeconds(5));

        house.comes(meeting);

        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void whereTheGraceIsZeroTheRecordingStaysOpenUntilTheMeetingIsLeft() {
        restart("peerscribe.meeting.stop-recording-when-alone=0");
        MeetingSnapshot meeting = join();
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();

        house.passes(Duration.ofHours(1));

        assertThat(recordingOf(meeting).state()).isEqualTo(RecordingState.RECORDING);
    }

    @Test
    void aStoppedRecordingIsNotBegunAnewByWhoComes() throws InterruptedException {
        MeetingSnapshot meeting = join();
        house.comes(meeting);
        command(meeting, RecordingCommand.STOPPED);

        house.comes(meeting);
        house.passes(Duration.ofMinutes(1));

        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void stoppingWhileWaitingForSomebodyEndsTheWaiting() throws InterruptedException {
        MeetingSnapshot meeting = join();
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();
        house.passes(Duration.ofSeconds(5));

        assertThat(command(meeting, RecordingCommand.STOPPED).state()).isEqualTo(RecordingState.COMPLETE);
        house.comes(meeting);

        assertThat(house.recordings().list()).hasSize(1);
    }

    @Test
    void aNewRecordingThatFailsIsTriedAgainLater() {
        MeetingSnapshot meeting = join();
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();
        house.passes(Duration.ofSeconds(5));
        house.recordings().diskFull(true);
        house.comes(meeting);
        house.passes(Duration.ofSeconds(1));
        assertThat(house.meters().get("peerscribe.meeting.failures").counter().count())
                .isEqualTo(1);

        house.recordings().diskFull(false);
        house.passes(Duration.ofSeconds(10));

        assertThat(house.recordings().list()).hasSize(2);
    }

    @Test
    void aRecordingThatTheDiskEndedIsFollowedByAnotherOnceThereIsRoom() {
        MeetingSnapshot meeting = join();
        house.comes(meeting);
        house.recordings().endEarly(house.recordings().list().getFirst().id());
        house.passes(Duration.ofMinutes(1));
        assertThat(house.meetings().knows(meeting.id())).isTrue();
        assertThat(house.recordings().list()).hasSize(1);

        house.recordings().room(true);
        house.passes(Duration.ofSeconds(1));

        assertThat(house.recordings().list())
                .extracting(RecordingSnapshot::state)
                .containsExactly(RecordingState.RECORDING, RecordingState.COMPLETE);
    }

    @Test
    void whoStopsARecordingThatTheDiskEndedWantsNoOther() throws InterruptedException {
        MeetingSnapshot meeting = join();
        house.comes(meeting);
        house.recordings().endEarly(house.recordings().list().getFirst().id());
        assertThat(command(meeting, RecordingCommand.STOPPED).state()).isEqualTo(RecordingState.COMPLETE);

        house.recordings().room(true);
        house.passes(Duration.ofMinutes(1));

        assertThat(house.recordings().list()).hasSize(1);
    }

    void theEndOfTheAgentLeavesEveryMeetingAndCompletesItsRecording() {
        MeetingSnapshot one = join("ws://one", AutoLeave.NEVER);
        MeetingSnapshot two = join("ws://two", AutoLeave.NEVER);
        var recordings = house.recordings();
        var signaling = house.signaling();

        house.close();

        assertThat(recordings.list()).extracting(RecordingSnapshot::state).containsOnly(RecordingState.COMPLETE);
        assertThat(signaling.of(one.id()).status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(signaling.of(two.id()).status().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void theEndOfTheAgentDoesNotWaitForeverForARecording() {
        restart("peerscribe.meeting.leave-timeout=1h", "peerscribe.meeting.shutdown-timeout=100ms");
        house.recordings().finishesAtOnce(false);
        MeetingSnapshot meeting = join();
        var recordings = house.recordings();
        long begin = System.nanoTime();

        house.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        recordings.finish(recordings.ofMeeting(meeting.id()).orElseThrow().id());
    }

    @Test
    void configuredMeetingsAreJoinedAtTheStart() {
        restart(
                "peerscribe.meeting.join[0].url=ws://localhost:3030",
                "peerscribe.meeting.join[0].name=Blue",
                "peerscribe.meeting.join[0].negotiation=offer",
                "peerscribe.meeting.join[1].url=ws://localhost:3031",
                "peerscribe.meeting.join[1].record=false");

        assertThat(house.meetings().list()).hasSize(2).anySatisfy(meeting -> {
            assertThat(meeting.name()).isEqualTo("Blue");
            assertThat(meeting.negotiation()).isEqualTo(Negotiation.OFFER);
            assertThat(meeting.recording()).isNotNull();
        });
        assertThat(house.events())
                .filteredOn(MeetingEvent.MeetingJoined.class::isInstance)
                .extracting(event -> ((MeetingEvent.MeetingJoined) event).configured())
                .containsExactly(true, true);
    }

    @Test
    void aConfiguredMeetingThatBreaksARuleIsRefusedAtTheStartWithTheRule() {
        assertThatThrownBy(() -> new House("peerscribe.meeting.join[0].url=http://localhost"))
                .rootCause()
                .hasMessageContaining("url: must begin with ws:// or wss://");
        assertThatThrownBy(() -> new House(
                        "peerscribe.meeting.join[0].url=ws://localhost",
                        "peerscribe.meeting.join[1].url=ws://localhost/"))
                .rootCause()
                .hasMessageContaining("same url twice");
    }

    @Test
    void aRecordingIsToldWhereItIsToGoAndSoIsTheOneAfterIt() {
        RecordingDestination archive = new RecordingDestination("archive", "blue/");
        MeetingSnapshot meeting = house.meetings()
                .join(new JoinRequest(
                        URL,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new RecordingTerms(true, null, null, null, archive),
                        AutoLeave.NEVER,
                        List.of()));

        assertThat(meeting.destination()).isEqualTo(archive);
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.passes(Duration.ofSeconds(10));
        house.comes(meeting);

        assertThat(house.recordings().list())
                .hasSize(2)
                .extracting(RecordingSnapshot::destination)
                .containsOnly(archive);
    }

    @Test
    void aStoreThatThereIsNotKeepsNobodyFromJoiningAgain() {
        JoinRequest unknown = new JoinRequest(
                URL,
                null,
                null,
                null,
                null,
                null,
                new RecordingTerms(true, null, null, null, new RecordingDestination("attic", "")),
                AutoLeave.NEVER,
                List.of());

        assertThatThrownBy(() -> house.meetings().join(unknown))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("storage.store");
        assertThat(house.meetings().used()).isZero();
        join();
    }

    @Test
    void aStoreThatThereIsNotIsRefusedAtStartWithItsProperty() {
        assertThatThrownBy(() -> restart(
                        "peerscribe.meeting.join[0].url=ws://localhost",
                        "peerscribe.meeting.join[0].storage.store=attic"))
                .rootCause()
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("peerscribe.meeting.join[0].storage.store");
    }

    private void restart(String... properties) {
        house.close();
        house = new House(properties);
    }

    private MeetingSnapshot join() {
        return join(URL, AutoLeave.NEVER);
    }

    private MeetingSnapshot join(String url, AutoLeave autoLeave) {
        return house.meetings().join(new JoinRequest(url, null, null, null, null, null, true, autoLeave));
    }

    private MeetingSnapshot now(MeetingSnapshot meeting) {
        return house.meetings().find(meeting.id()).orElseThrow();
    }

    private RecordingSnapshot recordingOf(MeetingSnapshot meeting) {
        return house.recordings().ofMeeting(meeting.id()).orElseThrow();
    }

    private RecordingSnapshot command(MeetingSnapshot meeting, RecordingCommand command) throws InterruptedException {
        return house.meetings().record(meeting.id(), command).orElseThrow();
    }

    private double meters(String name) {
        return house.meters().get(name).gauge().value();
    }

    private void awaitLeft(MeetingSnapshot meeting, LeaveReason reason) {
        await().untilAsserted(
                        () -> assertThat(house.events()).contains(new MeetingEvent.MeetingLeft(meeting.id(), reason)));
    }

    private static ChatMessage message(String id) {
        return new ChatMessage(id, "hello", Instant.EPOCH, "Ann", ChatMessage.TEXT);
    }
}
