package dev.peerscribe.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.chat.ChatEvent;
import dev.peerscribe.fakes.FakeConnection;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.Via;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NoticeTest {
    private static final String TEXT = "This meeting is recorded.";
    /** The relay's id of every peer of the fakes. */
    private static final String SENDER = "sender-1";

    private House house = new House("peerscribe.meeting.notice.text=" + TEXT);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void byDefaultNothingIsSaid() {
        house.close();
        house = new House();
        MeetingSnapshot meeting = join(true, null);

        house.comes(meeting);

        assertThat(sent(meeting)).isEmpty();
    }

    @Test
    void whoComesToARecordedMeetingIsToldAloneAndOnce() {
        MeetingSnapshot meeting = join(true, null);
        connection(meeting).announcesAddressing(SENDER);
        PeerSnapshot ann = house.comes(meeting);
        PeerSnapshot bob = house.comes(meeting);

        house.passes(Duration.ofHours(1));

        assertThat(sent(meeting)).extracting(ChatMessage::text).containsExactly(TEXT, TEXT);
        assertThat(connection(meeting).directed()).hasSize(2);
        assertThat(notices())
                .extracting(ChatEvent.NoticeGiven::peers)
                .containsExactly(List.of(ann.id()), List.of(bob.id()));
        assertThat(counted("one")).isEqualTo(2);
    }

    @Test
    void thoseWhoAreThereWhenARecordingBeginsAreToldTogether() throws InterruptedException {
        MeetingSnapshot meeting = join(false, null);
        connection(meeting).announcesAddressing(SENDER);
        PeerSnapshot ann = house.comes(meeting);
        PeerSnapshot bob = house.comes(meeting);
        assertThat(sent(meeting)).isEmpty();

        house.meetings().record(meeting.id(), RecordingCommand.RECORDING);
        house.looked();

        assertThat(sent(meeting)).hasSize(1);
        assertThat(connection(meeting).directed()).isEmpty();
        assertThat(notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.peers()).containsExactlyInAnyOrder(ann.id(), bob.id()));
    }

    @Test
    void eachRecordingIsTold() throws InterruptedException {
        MeetingSnapshot meeting = join(true, null);
        house.comes(meeting);
        house.meetings().record(meeting.id(), RecordingCommand.STOPPED);
        house.looked();
        assertThat(sent(meeting)).hasSize(1);

        house.meetings().record(meeting.id(), RecordingCommand.RECORDING);
        house.looked();

        assertThat(sent(meeting)).hasSize(2);
    }

    @Test
    void whileItIsPausedNobodyIsTold() throws InterruptedException {
        MeetingSnapshot meeting = join(true, null);
        house.meetings().record(meeting.id(), RecordingCommand.PAUSED);
        house.comes(meeting);
        assertThat(sent(meeting)).isEmpty();

        house.meetings().record(meeting.id(), RecordingCommand.RECORDING);
        house.looked();

        assertThat(sent(meeting)).hasSize(1);
    }

    @Test
    void latecomersThatCannotBeNamedAreToldWithEverybodyButNotInAFlood() {
        MeetingSnapshot meeting = join(true, null);
        house.comes(meeting);
        assertThat(sent(meeting)).hasSize(1);
        for (int i = 0; i < 10; i++) {
            house.comes(meeting);
        }
        assertThat(sent(meeting)).hasSize(1);

        house.passes(Duration.ofSeconds(10));

        assertThat(sent(meeting)).hasSize(2);
        assertThat(notices().getLast().peers()).hasSize(10);
        house.passes(Duration.ofHours(1));
        assertThat(sent(meeting)).hasSize(2);
    }

    @Test
    void whoComesBackIsToldAgain() {
        MeetingSnapshot meeting = join(true, null);
        connection(meeting).announcesAddressing(SENDER);
        house.media().leaves(meeting.id(), house.comes(meeting));
        house.looked();

        house.comes(meeting);

        assertThat(sent(meeting)).hasSize(2);
    }

    @Test
    void behindARelayThatDropsChatADataChannelIsWaitedFor() {
        MeetingSnapshot meeting = join(true, null);
        connection(meeting).dropsChat();
        PeerSnapshot ann = house.comes(meeting);
        house.passes(Duration.ofSeconds(4));
        assertThat(sent(meeting)).isEmpty();

        house.media().opensChannel(ann);
        house.passes(Duration.ofSeconds(1));

        assertThat(house.media().broadcasts()).singleElement().asString().contains(TEXT);
        assertThat(sent(meeting)).isEmpty();
        assertThat(notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.entry().via()).isEqualTo(Via.DATA_CHANNEL));
    }

    @Test
    void whereNoDataChannelOpensTheRelayIsTriedAllTheSame() {
        MeetingSnapshot meeting = join(true, null);
        connection(meeting).dropsChat();
        house.comes(meeting);

        house.passes(Duration.ofSeconds(5));

        assertThat(sent(meeting)).hasSize(1);
    }

    @Test
    void aNoticeForWhichThereIsNoRoomIsGivenLater() {
        MeetingSnapshot meeting = join(true, null);
        connection(meeting).queueHolds(0);
        connection(meeting).goTo(ConnectionState.RECONNECTING);
        house.comes(meeting);
        assertThat(house.meters()
                        .get("peerscribe.meeting.notices.failed")
                        .counter()
                        .count())
                .isPositive();

        connection(meeting).goTo(ConnectionState.CONNECTED);
        house.passes(Duration.ofSeconds(1));

        assertThat(sent(meeting)).hasSize(1);
    }

    @Test
    void aMeetingMayHaveWordsOfItsOwnOrNone() {
        MeetingSnapshot own = join("ws://own", true, "Recorded for Ann.");
        MeetingSnapshot none = join("ws://none", true, "");
        house.comes(own);
        house.comes(none);

        assertThat(sent(own)).extracting(ChatMessage::text).containsExactly("Recorded for Ann.");
        assertThat(sent(none)).isEmpty();
    }

    @Test
    void wordsThatCannotBeSaidAreRefused() {
        assertThatThrownBy(() -> join(true, "bell\u0007")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> join(true, "x".repeat(1_001)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("notice: must not be longer than 1000");
        assertThatThrownBy(() -> new House("peerscribe.meeting.notice.text=" + "x".repeat(1_001)))
                .rootCause()
                .hasMessageContaining("peerscribe.meeting.notice.text must not be longer");
    }

    private MeetingSnapshot join(boolean record, @Nullable String notice) {
        return join("ws://localhost", record, notice);
    }

    private MeetingSnapshot join(String url, boolean record, @Nullable String notice) {
        return house.meetings()
                .join(new JoinRequest(
                        url,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new RecordingTerms(record, null, null, notice, null),
                        AutoLeave.NEVER,
                        List.of()));
    }

    private FakeConnection connection(MeetingSnapshot meeting) {
        return house.signaling().of(meeting.id());
    }

    private List<ChatMessage> sent(MeetingSnapshot meeting) {
        return connection(meeting).sent();
    }

    private List<ChatEvent.NoticeGiven> notices() {
        return house.events().stream()
                .filter(ChatEvent.NoticeGiven.class::isInstance)
                .map(ChatEvent.NoticeGiven.class::cast)
                .toList();
    }

    private double counted(String to) {
        return house.meters()
                .get("peerscribe.meeting.notices")
                .tag("to", to)
                .counter()
                .count();
    }
}
