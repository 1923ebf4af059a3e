package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of the messages that are to be acknowledged: each is delivered once, and those of one sender in their order.
 * Ids that carry no order are delivered as they come. Times are {@link System#nanoTime()} given by the caller. Owned by the
 * connection's loop.
 *
 * <p>A sender is a key, so that nobody can use up another's ids. All bounds hold for the connection: beyond them the longest
 * unused goes first, and what was held is delivered.
 */
final class OrderedReceipt {
    /** A sender may have begun a new stream while its last one is still on the way. */
    private static final int STREAMS_A_SENDER = 2;

    private record StreamId(PeerKey sender, String stream) {}

    private record Seen(PeerKey sender, String id) {}

    private final SignalingProperties.Acknowledgment settings;
    /** The longest unused first. */
    private final LinkedHashMap<StreamId, MessageStream> streams = new LinkedHashMap<>(16, 0.75f, true);
    /** Ids without an order and when they came, the oldest first. */
    private final LinkedHashMap<Seen, Long> seen = new LinkedHashMap<>();

    OrderedReceipt(SignalingProperties.Acknowledgment settings) {
        this.settings = settings;
    }

    /** Takes a message with an id in; returns what is to be delivered now, null where it was here before. */
    @Nullable
    List<Incoming.Chat> receive(PeerKey sender, String messageId, Incoming.Chat message, long now) {
        MessageId id = MessageId.parse(messageId);
        if (id == null) {
            return isNew(new Seen(sender, messageId), now) ? List.of(message) : null;
        }
        Long windowStart = startIn(id.stream(), message.windowStart());
        List<Incoming.Chat> ready = new ArrayList<>();
        StreamId key = new StreamId(sender, id.stream());
        MessageStream stream = streams.get(key);
        if (stream == null) {
            makeRoom(sender, ready);
            stream = new MessageStream(settings.window(), id.sequence(), windowStart);
            streams.put(key, stream);
        }
        List<Incoming.Chat> delivered = stream.receive(
                id.sequence(),
                windowStart,
                message,
                now,
                settings.timeout().plus(settings.timeout().dividedBy(2)).toNanos(),
                settings.patience().toNanos());
        if (delivered == null) {
            return ready.isEmpty() ? null : ready;
        }
        ready.addAll(delivered);
        while (held() > settings.held()) {
            ready.addAll(stream.giveWay());
        }
        return ready;
    }

    /** What was held for long enough. */
    List<Incoming.Chat> overdue(long now) {
        List<Incoming.Chat> ready = new ArrayList<>();
        streams.values().forEach(stream -> ready.addAll(stream.overdue(now)));
        return ready;
    }

    int held() {
        return streams.values().stream().mapToInt(MessageStream::held).sum();
    }

    int remembered() {
        return streams.size() + seen.size();
    }

    private static @Nullable Long startIn(String stream, @Nullable String windowStart) {
        MessageId start = windowStart == null ? null : MessageId.parse(windowStart);
        return start != null && start.stream().equals(stream) ? start.sequence() : null;
    }

    private void makeRoom(PeerKey sender, List<Incoming.Chat> ready) {
        long own = streams.keySet().stream()
                .filter(key -> key.sender().equals(sender))
                .count();
        boolean tooManyOwn = own >= STREAMS_A_SENDER;
        if (!tooManyOwn && streams.size() < settings.streams()) {
            return;
        }
        for (Iterator<Map.Entry<StreamId, MessageStream>> each =
                        streams.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<StreamId, MessageStream> oldest = each.next();
            if (!tooManyOwn || oldest.getKey().sender().equals(sender)) {
                while (oldest.getValue().held() > 0) {
                    ready.addAll(oldest.getValue().giveWay());
                }
                each.remove();
                return;
            }
        }
    }

    private boolean isNew(Seen id, long now) {
        Iterator<Long> times = seen.values().iterator();
        while (times.hasNext() && now - times.next() >= settings.rememberFor().toNanos()) {
            times.remove();
        }
        if (seen.putIfAbsent(id, now) != null) {
            return false;
        }
        if (seen.size() > settings.rememberedIds()) {
            seen.pollFirstEntry();
        }
        return true;
    }
}
