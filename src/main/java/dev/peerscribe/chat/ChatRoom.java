package dev.peerscribe.chat;

import dev.peerscribe.signaling.SignalingConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The history of one meeting's chat. Its methods take constant time or the history's, and never wait for the network. */
final class ChatRoom {
    /** Serialises posts, so that one idempotency key is one message; held while sending. */
    final ReentrantLock posting = new ReentrantLock();
    /** Guarded by {@link #posting}. */
    final IdempotencyCache answered;

    final SignalingConnection connection;
    final String senderName;

    private final int bound;
    /** By id, in the order of arrival; guarded by this. */
    private final Map<String, ChatEntry> history = new LinkedHashMap<>();
    /** Ids of own messages that wait for the socket; guarded by this. */
    private final ArrayDeque<String> queued = new ArrayDeque<>();
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
        if (entry.delivery() == Delivery.QUEUED) {
            queued.add(entry.id());
        }
        if (history.size() > bound) {
            String oldest = history.keySet().iterator().next();
            history.remove(oldest);
            queued.remove(oldest);
        }
        return true;
    }

    synchronized boolean hasQueued() {
        return !queued.isEmpty();
    }

    /** Marks all but the newest {@code waiting} of the queued messages as sent; returns those that got so far. */
    synchronized List<ChatEntry> settle(int waiting) {
        List<ChatEntry> sent = new ArrayList<>();
        while (queued.size() > waiting) {
            String id = queued.remove();
            ChatEntry entry = history.computeIfPresent(id, (key, known) -> known.with(Delivery.SENT));
            if (entry != null) {
                sent.add(entry);
            }
        }
        return sent;
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
