package dev.peerscribe.chat;

import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.Via;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The chat of every meeting that the agent is in. Every method may be called from any thread. */
@Component
public class ChatRooms {
    private final Map<String, ChatRoom> rooms = new ConcurrentHashMap<>();
    private final DirectRoute directRoute;
    private final ChatProperties properties;
    private final ApplicationEventPublisher events;
    private final ChatMetrics metrics;
    private final JsonMapper json;
    private final Clock clock;
    private final Supplier<UUID> ids;

    ChatRooms(
            DirectRoute directRoute,
            ChatProperties properties,
            ApplicationEventPublisher events,
            ChatMetrics metrics,
            JsonMapper json,
            Clock clock,
            @Qualifier("chatMessageIds") Supplier<UUID> ids) {
        this.directRoute = directRoute;
        this.properties = properties;
        this.events = events;
        this.metrics = metrics;
        this.json = json;
        this.clock = clock;
        this.ids = ids;
    }

    /** Keeps a chat for a meeting from now on; {@code senderName} is what the agent calls itself there. */
    public void open(SignalingConnection connection, String senderName) {
        rooms.put(connection.id(), new ChatRoom(connection, senderName, properties));
    }

    /** Forgets a meeting's chat; idempotent. */
    public void close(String meetingId) {
        rooms.remove(meetingId);
    }

    /**
     * Says something in a meeting.
     *
     * @param idempotencyKey where a key comes again within its window, the first answer is given and nothing is sent
     * @return the message as it stands, or empty where the meeting is unknown
     */
    public Optional<ChatEntry> post(String meetingId, String text, @Nullable String idempotencyKey) {
        TextRules.check(text);
        if (idempotencyKey != null) {
            TextRules.checkKey(idempotencyKey);
        }
        ChatRoom room = rooms.get(meetingId);
        if (room == null) {
            return Optional.empty();
        }
        room.posting.lock();
        try {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            ChatEntry known = idempotencyKey == null ? null : room.answered.find(idempotencyKey, now);
            if (known != null) {
                if (!known.text().equals(text)) {
                    throw new IdempotencyConflictException();
                }
                return Optional.of(room.find(known.id()).orElse(known));
            }
            ChatEntry entry = send(room, meetingId, message(room, text, now));
            if (idempotencyKey != null) {
                room.answered.remember(idempotencyKey, entry, now);
            }
            return Optional.of(entry);
        } finally {
            room.posting.unlock();
        }
    }

    /**
     * Says to everybody that the meeting is recorded. That it went out tells {@link ChatEvent.NoticeGiven}.
     *
     * @param peers ids of those for whom it is
     * @return false where the meeting is unknown
     */
    public boolean announce(String meetingId, String text, List<String> peers) {
        TextRules.check(text);
        ChatRoom room = rooms.get(meetingId);
        if (room == null) {
            return false;
        }
        room.posting.lock();
        try {
            ChatMessage message = message(room, text, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            room.notices.add(message, peers);
            boolean sent = false;
            try {
                sent = send(room, meetingId, message).via() == Via.DATA_CHANNEL;
            } catch (ChatQueueFullException | ChatClosedException e) {
                room.notices.take(message.id());
                throw e;
            }
            if (sent) {
                given(meetingId, room, message.id(), true);
            }
            return true;
        } finally {
            room.posting.unlock();
        }
    }

    /**
     * Tells one peer alone that the meeting is recorded; the history keeps nothing of it. That it went out tells
     * {@link ChatEvent.NoticeGiven}.
     *
     * @param peerId the peer's own id
     * @param senderId the relay's id of it, may be empty
     * @return false where there is no way to it alone, or the meeting is unknown
     */
    public boolean announceTo(String meetingId, String text, String peerId, String senderId) {
        TextRules.check(text);
        ChatRoom room = rooms.get(meetingId);
        if (room == null) {
            return false;
        }
        ChatMessage message = message(room, text, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        room.notices.add(message, List.of(peerId));
        if (senderId.isEmpty() || !room.connection.send(message, senderId)) {
            if (!directRoute.send(meetingId, peerId, onDataChannel(message))) {
                room.notices.take(message.id());
                return false;
            }
            given(meetingId, room, message.id(), true);
        }
        metrics.sent();
        return true;
    }

    private void given(String meetingId, ChatRoom room, String messageId, boolean direct) {
        PendingNotices.Notice notice = room.notices.take(messageId);
        if (notice != null) {
            ChatEntry entry = entry(notice.message(), direct).reached(Delivery.SENT);
            events.publishEvent(new ChatEvent.NoticeGiven(meetingId, entry, notice.peers()));
        }
    }

    /** A part of the history: what follows the message {@code after}, or the newest; empty where the meeting is unknown. */
    public Optional<ChatPage> page(String meetingId, @Nullable String after, int limit) {
        return Optional.ofNullable(rooms.get(meetingId)).map(room -> room.page(after, limit));
    }

    /** How much was said. */
    public ChatSummary summary(String meetingId) {
        ChatRoom room = rooms.get(meetingId);
        return room == null ? ChatSummary.EMPTY : room.summary();
    }

    /** Sets the number of unread messages to 0; false where the meeting is unknown. */
    public boolean markRead(String meetingId) {
        ChatRoom room = rooms.get(meetingId);
        if (room == null) {
            return false;
        }
        room.markRead();
        return true;
    }

    /** Takes a message that came; on the thread of the connection, so in constant time. */
    @EventListener
    void on(SignalingEvent.ChatReceived event) {
        ChatRoom room = rooms.get(event.connectionId());
        if (room == null) {
            return;
        }
        ChatMessage message = event.message();
        if (!message.type().equals(ChatMessage.TEXT)) {
            metrics.notText();
            return;
        }
        if (message.text().length() > properties.maxReceivedCharacters()) {
            metrics.tooLong();
            return;
        }
        ChatEntry entry = new ChatEntry(
                message.id(),
                TextRules.cleaned(message.text()),
                message.timestamp(),
                TextRules.cleaned(message.sender()),
                Direction.IN,
                event.via(),
                null);
        if (!room.add(entry)) {
            metrics.repeated();
            return;
        }
        metrics.received();
        events.publishEvent(new ChatEvent.ChatReceived(event.connectionId(), entry));
    }

    /** Learns how far a message of the agent's got; on a thread of the connection, so in constant time. */
    @EventListener
    void on(SignalingEvent.DeliveryChanged event) {
        ChatRoom room = rooms.get(event.connectionId());
        if (room == null) {
            return;
        }
        Delivery delivery = switch (event.state()) {
            case SENT -> Delivery.SENT;
            case ACKNOWLEDGED -> Delivery.ACKNOWLEDGED;
            case EXPIRED -> Delivery.EXPIRED;
        };
        if (delivery == Delivery.EXPIRED) {
            room.notices.take(event.messageId());
        } else {
            given(event.connectionId(), room, event.messageId(), false);
        }
        room.delivered(
                event.messageId(),
                delivery,
                entry -> events.publishEvent(new ChatEvent.DeliveryChanged(event.connectionId(), entry)));
    }

    private ChatEntry send(ChatRoom room, String meetingId, ChatMessage message) {
        room.expect(message.id());
        boolean taken = room.connection.send(message);
        boolean direct =
                !room.connection.relayCarriesChat() && directRoute.broadcast(meetingId, onDataChannel(message)) > 0;
        if (!taken && !direct) {
            metrics.refused();
            ConnectionState state = room.connection.status().state();
            if (state == ConnectionState.DISCONNECTED || state == ConnectionState.ERROR) {
                throw new ChatClosedException(state);
            }
            throw new ChatQueueFullException();
        }
        metrics.sent();
        return room.addOwn(
                entry(message, direct), entry -> events.publishEvent(new ChatEvent.ChatSent(meetingId, entry)));
    }

    private ChatMessage message(ChatRoom room, String text, Instant now) {
        return new ChatMessage(ids.get().toString(), text, now, room.senderName, ChatMessage.TEXT);
    }

    private static ChatEntry entry(ChatMessage message, boolean direct) {
        return new ChatEntry(
                message.id(),
                message.text(),
                message.timestamp(),
                message.sender(),
                Direction.OUT,
                direct ? Via.DATA_CHANNEL : Via.SOCKET,
                direct ? Delivery.SENT : Delivery.QUEUED);
    }

    private String onDataChannel(ChatMessage message) {
        return json.writeValueAsString(json.createObjectNode()
                .put("id", message.id())
                .put("text", message.text())
                .put("timestamp", message.timestamp().toEpochMilli())
                .put("sender", message.sender())
                .put("type", message.type()));
    }
}
