package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The chat messages that are on their way to peers that acknowledge: at most a window of them, each sent again until every
 * such peer has it or its time is over. Times are {@link System#nanoTime()} given by the caller. Guarded by its owner's lock.
 *
 * <p>A peer counts from its introduction on, by its key, whatever links come and go. It no longer counts once it left, or let
 * all resends of a message pass without a word: nothing on the wire says goodbye.
 */
final class AckWindow {
    /** A message on its way; owned by the window. */
    static final class InFlight {
        final long sequence;
        final ChatMessage message;
        /** Since when it waits, in the queue and here. */
        private final long since;
        /** Whose acknowledgment is missing. */
        private final Set<PeerKey> awaited;

        private boolean acknowledged;
        /** Whether a socket took it, by what it said or by an acknowledgment. */
        private boolean sent;
        /** How often a socket said so. */
        private int times;
        /** When it was sent, the first time and the last. */
        private long firstSent;

        private long lastSent;
        /** Since the last link was opened or a peer came back. */
        private int resends;

        private long due;

        private InFlight(long sequence, ChatMessage message, long since, Set<PeerKey> awaited, long due) {
            this.sequence = sequence;
            this.message = message;
            this.since = since;
            this.awaited = awaited;
            this.due = due;
        }
    }

    /** Where a peer was when it last introduced itself. */
    private record Presence(String senderId, long link) {}

    private final String stream;
    private final SignalingProperties.Acknowledgment settings;
    private final Duration maxAge;
    private final int maxPeers;
    private final SignalingMeters meters;
    private final BiConsumer<String, DeliveryState> told;
    private final Map<PeerKey, Presence> counted = new HashMap<>();
    /** When each of them last acknowledged something. */
    private final Map<PeerKey, Long> lastHeard = new HashMap<>();
    /** By sequence. */
    private final TreeMap<Long, InFlight> inFlight = new TreeMap<>();

    private long lastSequence;
    private long link;
    private boolean open;

    /**
     * A window.
     *
     * @param stream the name that begins every id, known to nobody before
     * @param told the chat message's id and how far it got
     */
    AckWindow(
            String stream,
            SignalingProperties settings,
            SignalingMeters meters,
            BiConsumer<String, DeliveryState> told) {
        this.stream = stream;
        this.settings = settings.acknowledgment();
        this.maxAge = settings.queue().chatMaxAge();
        this.maxPeers = settings.maxPeers();
        this.meters = meters;
        this.told = told;
    }

    /** Whether there is anybody who acknowledges. */
    boolean isNeeded() {
        return !counted.isEmpty();
    }

    /** A window of numbers, not of messages: receivers hold back no more than that behind one that is missing. */
    boolean hasRoom() {
        return inFlight.isEmpty() || lastSequence + 1 - inFlight.firstKey() < settings.window();
    }

    int size() {
        return inFlight.size();
    }

    /** Those that no socket took yet. */
    int unsent() {
        return (int) inFlight.values().stream().filter(message -> !message.sent).count();
    }

    void linkOpened(long now) {
        open = true;
        link++;
        for (InFlight message : inFlight.values()) {
            message.resends = 0;
            message.due = message.sent ? now + settings.timeout().toNanos() : now;
        }
    }

    void linkLost() {
        open = false;
    }

    /** A peer introduced itself; what it has not acknowledged is due where it did so anew. */
    void introduced(PeerKey peer, String senderId, boolean acknowledges, long now) {
        if (!acknowledges || senderId.isEmpty()) {
            // Without an id of the relay's nobody could tell whose acknowledgment it is.
            left(peer);
            return;
        }
        Presence presence = new Presence(senderId, link);
        if (presence.equals(counted.get(peer)) || (!counted.containsKey(peer) && counted.size() >= maxPeers)) {
            return;
        }
        counted.put(peer, presence);
        for (InFlight message : inFlight.values()) {
            if (message.awaited.contains(peer) && message.sent) {
                message.resends = 0;
                long earliest = message.lastSent + settings.resendGap().toNanos();
                message.due = earliest - now > 0 ? earliest : now;
            }
        }
    }

    /** A peer is gone: nothing waits for it any more. */
    void left(PeerKey peer) {
        lastHeard.remove(peer);
        if (counted.remove(peer) == null) {
            return;
        }
        for (InFlight message : List.copyOf(inFlight.values())) {
            if (message.awaited.remove(peer)) {
                settle(message);
            }
        }
    }

    /** A peer says that it has a message. */
    void acknowledged(PeerKey peer, String messageId, long now) {
        MessageId id = MessageId.parse(messageId);
        InFlight message = id == null || !id.stream().equals(stream) ? null : inFlight.get(id.sequence());
        if (message == null || !message.awaited.remove(peer)) {
            return;
        }
        message.acknowledged = true;
        lastHeard.put(peer, now);
        if (!message.sent) {
            // The acknowledgment was faster than the return from the socket.
            message.sent = true;
            told.accept(message.message.id(), DeliveryState.SENT);
        } else if (message.awaited.isEmpty() && message.times == 1) {
            // Of one that was sent again nobody knows which time is acknowledged.
            meters.acknowledged(Duration.ofNanos(now - message.firstSent));
        }
        settle(message);
    }

    /** Takes in a message that is to be sent; the caller has looked that there is room and need. */
    void admit(ChatMessage message, long since, long now) {
        long sequence = ++lastSequence;
        inFlight.put(sequence, new InFlight(sequence, message, since, new HashSet<>(counted.keySet()), now));
    }

    /** The oldest message whose time to be sent has come. */
    @Nullable
    InFlight due(long now) {
        if (open) {
            for (InFlight message : inFlight.values()) {
                if (now - message.due >= 0) {
                    return message;
                }
            }
        }
        return null;
    }

    /** The message as it goes out now. */
    Outgoing.Chat outgoing(InFlight message) {
        return new Outgoing.Chat(
                message.message,
                null,
                new MessageId(stream, message.sequence).toString(),
                new MessageId(stream, inFlight.firstKey()).toString());
    }

    /** The socket took it. */
    void sent(InFlight message, long now) {
        if (!inFlight.containsKey(message.sequence)) {
            return;
        }
        if (!message.sent) {
            message.sent = true;
            told.accept(message.message.id(), DeliveryState.SENT);
        }
        if (message.times++ == 0) {
            message.firstSent = now;
        } else {
            message.resends++;
            meters.resent();
        }
        message.lastSent = now;
        message.due = now + settings.timeout().toNanos();
        settle(message);
    }

    /** It cannot be sent at all. */
    void drop(InFlight message) {
        if (inFlight.remove(message.sequence, message)) {
            told.accept(message.message.id(), DeliveryState.EXPIRED);
        }
    }

    /** Gives up what waited too long, and the peers that let every resend pass. */
    void expire(long now) {
        for (InFlight message : new ArrayList<>(inFlight.values())) {
            boolean unanswered =
                    open && message.sent && message.resends >= settings.resends() && now - message.due >= 0;
            if (unanswered) {
                message.awaited.stream()
                        .filter(peer -> lastHeard.getOrDefault(peer, message.firstSent) - message.firstSent <= 0)
                        .forEach(counted::remove);
                lastHeard.keySet().retainAll(counted.keySet());
            }
            if (unanswered || now - message.since >= maxAge.toNanos()) {
                meters.dropped(OutgoingClass.CHAT, unanswered ? "unacknowledged" : "expired");
                drop(message);
            }
        }
    }

    /** How long there is nothing to do, nanoseconds. */
    long untilDue(long now) {
        long until = Long.MAX_VALUE;
        for (InFlight message : inFlight.values()) {
            until = Math.min(until, message.since + maxAge.toNanos() - now);
            if (open) {
                until = Math.min(until, message.due - now);
            }
        }
        return Math.max(0, until);
    }

    /** Everything that no socket took, for good. */
    void close() {
        for (InFlight message : List.copyOf(inFlight.values())) {
            if (!message.sent) {
                meters.dropped(OutgoingClass.CHAT, "closed");
                drop(message);
            }
        }
        inFlight.clear();
    }

    /** Done with a message that is sent and that nobody is awaited for. */
    private void settle(InFlight message) {
        if (message.sent && message.awaited.isEmpty() && inFlight.remove(message.sequence, message)) {
            if (message.acknowledged) {
                told.accept(message.message.id(), DeliveryState.ACKNOWLEDGED);
            }
        }
    }
}
