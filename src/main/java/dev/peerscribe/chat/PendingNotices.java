package dev.peerscribe.chat;

import dev.peerscribe.signaling.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notices of one meeting that were taken but are not known to have gone out; the oldest go first. Any thread. */
final class PendingNotices {
    private static final int MOST = 256;

    /** By the id of the message; guarded by this. */
    private final Map<String, Notice> pending = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Notice> eldest) {
            return size() > MOST;
        }
    };

    /** What was said, and the ids of those for whom it was. */
    record Notice(ChatMessage message, List<String> peers) {}

    synchronized void add(ChatMessage message, List<String> peers) {
        pending.put(message.id(), new Notice(message, List.copyOf(peers)));
    }

    /** Takes a notice out; null where there is none of this id, or no more. */
    synchronized @Nullable Notice take(String id) {
        return pending.remove(id);
    }
}
