package dev.peerscribe.chat;

import dev.peerscribe.signaling.SignalingConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The history of one meeting's chat. Its methods take constant time or the history's, and never wait for the network. */
final class ChatRoom {
    /** Serialises posts, so that one idempotency key is one message; held while sending. */
    final ReentrantLock posting = new ReentrantLock();
    /** Guarded by {@link #posting}. */
    final IdempotencyCache answered;

    final PendingNotices notices = new PendingNotices();
    final SignalingConnection connection;
    final String senderName;

    private final int bound;
    /** By id, in the order of arrival; guarded by this. */
    private final Map<String, ChatEntry> history = new LinkedHashMap<>();
    /** The own message that is being posted and not in the history yet; guarded by this. */
    private @Nullable String posted;
    /** How far it got meanwhile; guarded by this. */
    private List<Delivery> reached = List.of();
    /** Guarded by this. */
    private long total;
    /** Guarded by this. */
    private long unread;

    ChatRoom(SignalingConnection connection, String senderName, ChatProperties properties) {
        this.connection = connection;
        this.senderName = senderName;
        this.bound = properties.history();
        this.answered = new IdempotencyCache(properties.idempotencyKeys(), properties.idempotencyWindow());
    }

    /** Adds a message; false where its id is known. */
    synchronized boolean add(ChatEntry entry) {
        if (history.putIfAbsent(entry.id(), entry) != null) {
            return false;
        }
        total++;
        if (entry.direction() == Direction.IN) {
            unread++;
        }
        if (history.size() > bound) {
            history.remove(history.keySet().iterator().next());
        }
        return true;
    }

    /** An own message is about to be sent: what is told of it from now on is kept. */
    synchronized void expect(String id) {
        posted = id;
        reached = List.of();
    }

    /** The expected message was taken; it is told as it stands now. */
    synchronized ChatEntry addOwn(ChatEntry entry, Consumer<ChatEntry> told) {
        ChatEntry standing = entry;
        for (Delivery each : reached) {
            standing = standing.reached(each);
        }
        posted = null;
        add(standing);
        told.accept(standing);
        return standing;
    }

    /**
     * An own message got further. It is told while the room is locked, so that listeners, which only enqueue, hear of its
     * states in their order.
     */
    synchronized void delivered(String id, Delivery delivery, Consumer<ChatEntry> told) {
        if (id.equals(posted)) {
            reached = Stream.concat(reached.stream(), Stream.of(delivery)).toList();
            return;
        }
        ChatEntry known = history.get(id);
        ChatEntry standing = known == null ? null : known.reached(delivery);
        if (standing != null && !standing.equals(known)) {
            history.put(id, standing);
            told.accept(standing);
        }
    }

    synchronized Optional<ChatEntry> find(String id) {
        return Optional.ofNullable(history.get(id));
    }

    /** The {@code limit} messages that follow {@code after}; the newest where there is no {@code after}. */
    synchronized ChatPage page(@Nullable String after, int limit) {
        List<ChatEntry> all = List.copyOf(history.values());
        int from = Math.max(0, all.size() - limit);
        if (after != null) {
            // An id that fell out of the history is older than all of it.
            from = history.containsKey(after) ? all.indexOf(history.get(after)) + 1 : 0;
        }
        return new ChatPage(all.subList(from, Math.min(all.size(), from + limit)), unread);
    }

    synchronized ChatSummary summary() {
        return new ChatSummary(total, unread);
    }

    synchronized void markRead() {
        unread = 0;
    }
}
