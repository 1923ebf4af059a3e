package dev.peerscribe.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.fakes.FakeConnection;
import dev.peerscribe.fakes.FakeSignaling;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.DeliveryState;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.Via;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatRoomsTest {
    private static final String MEETING = "meeting-1";

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ChatEvent> events = new ArrayList<>();
    private final List<String> direct = new ArrayList<>();
    private final FakeSignaling signaling = new FakeSignaling();
    private final JsonMapper json = JsonMapper.builder().build();
    private int channels;
    private ChatRooms chat = rooms(1_000);
    private FakeConnection connection = open();

    @BeforeEach
    void begin() {
        chat.open(connection, "Scribe");
    }

    @Test
    void aMessageThatCameIsInTheHistoryAndUnread() {
        connection.receive(message("1", "hello"), Via.SOCKET);

        assertThat(page().messages())
                .containsExactly(new ChatEntry("1", "hello", Instant.EPOCH, "Ann", Direction.IN, Via.SOCKET, null));
        assertThat(chat.summary(MEETING)).isEqualTo(new ChatSummary(1, 1));
        assertThat(events).singleElement().isInstanceOf(ChatEvent.ChatReceived.class);
    }

    @Test
    void aMessageThatCameBySocketAndDataChannelIsOneMessage() {
        connection.receive(message("1", "hello"), Via.SOCKET);
        connection.receive(message("1", "hello"), Via.DATA_CHANNEL);

        assertThat(page().messages()).hasSize(1);
        assertThat(events).hasSize(1);
        assertThat(dropped("repeated")).isEqualTo(1);
    }

    @Test
    void markingAsReadLeavesNothingUnreadButEverythingInTheHistory() {
        connection.receive(message("1", "hello"), Via.SOCKET);

        assertThat(chat.markRead(MEETING)).isTrue();

        assertThat(chat.summary(MEETING)).isEqualTo(new ChatSummary(1, 0));
        assertThat(page().messages()).hasSize(1);
    }

    @Test
    void whatIsNoTextOrTooLongIsCountedAndDropped() {
        connection.receive(new ChatMessage("1", "x", Instant.EPOCH, "Ann", "file"), Via.SOCKET);
        connection.receive(message("2", "x".repeat(16_001)), Via.SOCKET);

        assertThat(page().messages()).isEmpty();
        assertThat(dropped("not-text")).isEqualTo(1);
        assertThat(dropped("too-long")).isEqualTo(1);
    }

    @Test
    void controlCharactersOfAPeerBecomeSpaces() {
        connection.receive(
                new ChatMessage("1", "a\u001b[31mb\nc", Instant.EPOCH, "A\u0000nn", ChatMessage.TEXT), Via.SOCKET);

        assertThat(page().messages().getFirst().text()).isEqualTo("a [31mb\nc");
        assertThat(page().messages().getFirst().sender()).isEqualTo("A nn");
    }

    @Test
    void theHistoryKeepsTheNewestAndTheTotalCountsAll() {
        chat = rooms(3);
        connection = open();
        chat.open(connection, "Scribe");

        IntStream.range(0, 5).forEach(i -> connection.receive(message("m" + i, "text"), Via.SOCKET));

        assertThat(page().messages()).extracting(ChatEntry::id).containsExactly("m2", "m3", "m4");
        assertThat(chat.summary(MEETING).total()).isEqualTo(5);
    }

    @Test
    void aPageFollowsTheMessageThatIsKnownAndIsTheNewestWhereNoneIs() {
        IntStream.range(0, 5).forEach(i -> connection.receive(message("m" + i, "text"), Via.SOCKET));

        assertThat(ids("m1", 2)).containsExactly("m2", "m3");
        assertThat(ids(null, 2)).containsExactly("m3", "m4");
        assertThat(ids("m4", 2)).isEmpty();
        assertThat(ids("long-forgotten", 2)).containsExactly("m0", "m1");
    }

    @Test
    void aPostGoesOverTheSocketAndIsSent() {
        ChatEntry entry = post("hi");

        assertThat(connection.sent()).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(entry.id());
            assertThat(message.text()).isEqualTo("hi");
            assertThat(message.sender()).isEqualTo("Scribe");
            assertThat(message.type()).isEqualTo(ChatMessage.TEXT);
        });
        assertThat(entry.delivery()).isEqualTo(Delivery.SENT);
        assertThat(entry.via()).isEqualTo(Via.SOCKET);
        assertThat(direct).isEmpty();
        assertThat(chat.summary(MEETING)).isEqualTo(new ChatSummary(1, 0));
    }

    @Test
    void whereTheRelayDropsChatAPostGoesOverDataChannelsTooAsBareJson() {
        connection.dropsChat();
        channels = 2;

        ChatEntry entry = post("hi \"there\"");

        assertThat(entry.via()).isEqualTo(Via.DATA_CHANNEL);
        assertThat(entry.delivery()).isEqualTo(Delivery.SENT);
        assertThat(connection.sent()).hasSize(1);
        JsonNode sent = json.readTree(direct.getFirst());
        assertThat(sent.propertyNames()).containsExactlyInAnyOrder("id", "text", "timestamp", "sender", "type");
        assertThat(sent.get("id").stringValue()).isEqualTo(entry.id());
        assertThat(sent.get("text").stringValue()).isEqualTo("hi \"there\"");
        assertThat(sent.get("timestamp").longValue()).isEqualTo(clock.millis());
        assertThat(sent.get("type").stringValue()).isEqualTo("text");
    }

    @Test
    void whereNobodyHasADataChannelThePostIsSaidToHaveGoneOverTheSocket() {
        connection.dropsChat();

        assertThat(post("hi").via()).isEqualTo(Via.SOCKET);
    }

    @Test
    void theAgentsOwnMessageThatARelayGivesBackIsNoNewOne() {
        ChatEntry entry = post("hi");

        connection.receive(message(entry.id(), "hi"), Via.SOCKET);

        assertThat(page().messages()).hasSize(1);
        assertThat(chat.summary(MEETING).unread()).isZero();
    }

    @Test
    void aPostThatWaitsForTheSocketIsQueuedAndSentOnceItWentOut() {
        connection.goTo(ConnectionState.RECONNECTING);
        assertThat(post("hi").delivery()).isEqualTo(Delivery.QUEUED);
        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.QUEUED);

        connection.goTo(ConnectionState.CONNECTED);

        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.SENT);
        assertThat(events)
                .extracting(event -> event.entry().delivery())
                .containsExactly(Delivery.QUEUED, Delivery.SENT);
    }

    @Test
    void everyStateOfADeliveryIsToldOnceInOrder() {
        connection.goTo(ConnectionState.RECONNECTING);
        String id = post("hi").id();
        connection.deliver(id, DeliveryState.SENT);
        connection.deliver(id, DeliveryState.SENT);
        connection.deliver(id, DeliveryState.ACKNOWLEDGED);
        connection.deliver(id, DeliveryState.EXPIRED);
        connection.deliver("of nobody", DeliveryState.SENT);

        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.ACKNOWLEDGED);
        assertThat(events)
                .extracting(event -> event.entry().delivery())
                .containsExactly(Delivery.QUEUED, Delivery.SENT, Delivery.ACKNOWLEDGED);
        assertThat(events.getFirst()).isInstanceOf(ChatEvent.ChatSent.class);
        assertThat(events.subList(1, 3)).hasOnlyElementsOfType(ChatEvent.DeliveryChanged.class);
    }

    @Test
    void aMessageThatWentOutBeforeThePostReturnedIsSentFromTheStart() {
        post("hi");

        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.entry().delivery()).isEqualTo(Delivery.SENT));
    }

    @Test
    void aMessageThatExpiredIsSaidToHave() {
        connection.goTo(ConnectionState.RECONNECTING);
        ChatEntry entry = chat.post(MEETING, "hi", "key").orElseThrow();
        connection.deliver(entry.id(), DeliveryState.EXPIRED);

        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.EXPIRED);
        assertThat(chat.post(MEETING, "hi", "key").orElseThrow().delivery()).isEqualTo(Delivery.EXPIRED);
    }

    @Test
    void whatADataChannelTookDoesNotExpireWithTheRelaysCopy() {
        connection.dropsChat();
        channels = 1;
        connection.goTo(ConnectionState.RECONNECTING);
        String id = post("hi").id();

        connection.deliver(id, DeliveryState.EXPIRED);
        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.SENT);
        connection.deliver(id, DeliveryState.ACKNOWLEDGED);
        assertThat(page().messages().getFirst().delivery()).isEqualTo(Delivery.ACKNOWLEDGED);
    }

    @Test
    void aPostThatWasRefusedCanBeRetriedWithItsKey() {
        connection.goTo(ConnectionState.RECONNECTING);
        connection.queueHolds(1);
        post("fits");
        assertThatThrownBy(() -> chat.post(MEETING, "hi", "key")).isInstanceOf(ChatQueueFullException.class);

        connection.goTo(ConnectionState.CONNECTED);

        assertThat(chat.post(MEETING, "hi", "key").orElseThrow().delivery()).isEqualTo(Delivery.SENT);
        assertThat(connection.sent()).hasSize(2);
    }

    @Test
    void aFullQueueIsSaidAndLeavesNothingInTheHistory() {
        connection.goTo(ConnectionState.RECONNECTING);
        connection.queueHolds(1);
        post("fits");

        assertThatThrownBy(() -> post("does not")).isInstanceOf(ChatQueueFullException.class);

        assertThat(page().messages()).hasSize(1);
        assertThat(meters.get("peerscribe.chat.refused").counter().count()).isEqualTo(1);
    }

    @Test
    void aConnectionThatEndedTakesNoPost() {
        connection.goTo(ConnectionState.ERROR);

        assertThatThrownBy(() -> post("hi"))
                .isInstanceOf(ChatClosedException.class)
                .hasMessageContaining("ERROR");
    }

    @Test
    void theSameKeyIsTheSameMessage() {
        ChatEntry first = chat.post(MEETING, "hi", "key").orElseThrow();
        ChatEntry again = chat.post(MEETING, "hi", "key").orElseThrow();

        assertThat(again).isEqualTo(first);
        assertThat(connection.sent()).hasSize(1);
    }

    @Test
    void theSameKeyGivesTheMessageAsItStandsNow() {
        connection.goTo(ConnectionState.RECONNECTING);
        chat.post(MEETING, "hi", "key");
        connection.goTo(ConnectionState.CONNECTED);

        assertThat(chat.post(MEETING, "hi", "key").orElseThrow().delivery()).isEqualTo(Delivery.SENT);
    }

    @Test
    void theSameKeyWithAnotherTextIsRefused() {
        chat.post(MEETING, "hi", "key");

        assertThatThrownBy(() -> chat.post(MEETING, "other", "key")).isInstanceOf(IdempotencyConflictException.class);
    }

    @Test
    void aKeyIsForgottenAfterItsWindow() {
        chat.post(MEETING, "hi", "key");
        clock.advance(Duration.ofHours(1));

        chat.post(MEETING, "hi", "key");

        assertThat(connection.sent()).hasSize(2);
    }

    @Test
    void onlyTheNewestKeysAreRemembered() {
        IntStream.range(0, 1_001).forEach(i -> chat.post(MEETING, "text", "key-" + i));

        chat.post(MEETING, "text", "key-1000");
        assertThat(connection.sent()).hasSize(1_001);
        chat.post(MEETING, "text", "key-0");
        assertThat(connection.sent()).hasSize(1_002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "a\u0000b", "a\u001bb", "a\u0085b", "a\ud800b"})
    void whatCannotBeSaidIsRefused(String text) {
        assertThatThrownBy(() -> post(text)).isInstanceOf(InvalidChatTextException.class);
        assertThat(connection.sent()).isEmpty();
    }

    @Test
    void fourThousandCharactersCanBeSaidAndNoMore() {
        post("😀".repeat(4_000));
        assertThatThrownBy(() -> post("x".repeat(4_001))).isInstanceOf(InvalidChatTextException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "with space", "ümlaut"})
    void aKeyThatIsNoneIsRefused(String key) {
        assertThatThrownBy(() -> chat.post(MEETING, "hi", key)).isInstanceOf(InvalidIdempotencyKeyException.class);
    }

    @Test
    void aNoticeToEverybodyIsGivenOnceTheSocketTookIt() {
        connection.goTo(ConnectionState.RECONNECTING);
        assertThat(chat.announce(MEETING, "this is recorded", List.of("ann", "bob")))
                .isTrue();
        assertThat(notices()).isEmpty();

        connection.goTo(ConnectionState.CONNECTED);

        assertThat(notices()).singleElement().satisfies(notice -> {
            assertThat(notice.peers()).containsExactly("ann", "bob");
            assertThat(notice.entry().text()).isEqualTo("this is recorded");
            assertThat(notice.entry().via()).isEqualTo(Via.SOCKET);
            assertThat(notice.entry().delivery()).isEqualTo(Delivery.SENT);
        });
        assertThat(page().messages()).extracting(ChatEntry::text).containsExactly("this is recorded");
    }

    @Test
    void aNoticeThatExpiredWasNotGiven() {
        connection.goTo(ConnectionState.RECONNECTING);
        chat.announce(MEETING, "this is recorded", List.of("ann"));
        String id = page().messages().getFirst().id();

        connection.deliver(id, DeliveryState.EXPIRED);
        connection.deliver(id, DeliveryState.SENT);

        assertThat(notices()).isEmpty();
    }

    @Test
    void aPeerThatMayBeNamedIsToldAloneOverTheSocket() {
        connection.announcesAddressing("sender-7");

        assertThat(chat.announceTo(MEETING, "this is recorded", "ann", "sender-7"))
                .isTrue();

        assertThat(connection.directed()).hasSize(1).containsValue("sender-7");
        assertThat(notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.peers()).containsExactly("ann"));
        assertThat(page().messages()).isEmpty();
    }

    @Test
    void aPeerThatMayNotBeNamedIsToldAloneOverItsDataChannelWhereOneIsOpen() {
        assertThat(chat.announceTo(MEETING, "this is recorded", "ann", "sender-7"))
                .isFalse();
        assertThat(notices()).isEmpty();
        channels = 1;

        assertThat(chat.announceTo(MEETING, "this is recorded", "ann", "")).isTrue();

        assertThat(direct).singleElement().asString().startsWith("ann ").contains("this is recorded");
        assertThat(notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.entry().via()).isEqualTo(Via.DATA_CHANNEL));
    }

    @Test
    void aMeetingThatWasClosedIsUnknown() {
        chat.close(MEETING);
        connection.receive(message("1", "late"), Via.SOCKET);

        assertThat(chat.page(MEETING, null, 10)).isEmpty();
        assertThat(chat.post(MEETING, "hi", null)).isEmpty();
        assertThat(chat.markRead(MEETING)).isFalse();
        assertThat(chat.summary(MEETING)).isEqualTo(ChatSummary.EMPTY);
    }

    private List<ChatEvent.NoticeGiven> notices() {
        return events.stream()
                .filter(ChatEvent.NoticeGiven.class::isInstance)
                .map(ChatEvent.NoticeGiven.class::cast)
                .toList();
    }

    private ChatRooms rooms(int history) {
        return new ChatRooms(
                new DirectRoute() {
                    @Override
                    public int broadcast(String meetingId, String text) {
                        direct.add(text);
                        return channels;
                    }

                    @Override
                    public boolean send(String meetingId, String peerId, String text) {
                        if (channels > 0) {
                            direct.add(peerId + " " + text);
                        }
                        return channels > 0;
                    }
                },
                new ChatProperties(history, 16_000, 1_000, Duration.ofHours(1)),
                event -> events.add((ChatEvent) event),
                new ChatMetrics(meters),
                json,
                clock,
                UUID::randomUUID);
    }

    private FakeConnection open() {
        signaling.open(
                new ConnectionSpec(
                        MEETING,
                        URI.create("ws://localhost"),
                        SigningIdentity.generate(new SecureRandom()),
                        new PeerHello("Scribe", PeerHello.RECORDER, Set.of())),
                event -> {
                    switch (event) {
                        case SignalingEvent.ChatReceived received -> chat.on(received);
                        case SignalingEvent.DeliveryChanged changed -> chat.on(changed);
                        default -> {}
                    }
                });
        return signaling.opened().getLast();
    }

    private ChatEntry post(String text) {
        return chat.post(MEETING, text, null).orElseThrow();
    }

    private ChatPage page() {
        return chat.page(MEETING, null, 1_000).orElseThrow();
    }

    private List<String> ids(@Nullable String after, int limit) {
        return chat.page(MEETING, after, limit).orElseThrow().messages().stream()
                .map(ChatEntry::id)
                .toList();
    }

    private double dropped(String cause) {
        return meters.get("peerscribe.chat.dropped")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private static ChatMessage message(String id, String text) {
        return new ChatMessage(id, text, Instant.EPOCH, "Ann", ChatMessage.TEXT);
    }
}
