package dev.peerscribe.signaling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What was sent lately and carries no key, so that a relay that sends it back is understood; safe for many threads. */
final class RecentlySent {
    private static final int MAX = 512;

    private final Set<String> marks = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX;
        }
    }));

    void add(ChatMessage message) {
        marks.add("chat " + message.id());
    }

    void add(IceCandidate candidate) {
        if (!candidate.endsGathering()) {
            marks.add("candidate " + candidate);
        }
    }

    boolean contains(ChatMessage message) {
        return marks.contains("chat " + message.id());
    }

    boolean contains(IceCandidate candidate) {
        return marks.contains("candidate " + candidate);
    }
}
