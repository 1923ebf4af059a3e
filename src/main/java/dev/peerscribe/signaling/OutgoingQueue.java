package dev.peerscribe.signaling;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the socket, bounded by class in number, size and age; what it refuses, replaces or lets expire is counted.
 * Times are {@link System#nanoTime()} given by the caller. Guarded by its owner's lock.
 *
 * <p>Three lanes, each in the order of its coming: introductions and acknowledgments first, then negotiation, then chat. A
 * description that another makes void gives its place to it, so that candidates stay behind what they belong to.
 */
final class OutgoingQueue {
    /** A message and since when it waits. */
    record Waiting(Outgoing message, OutgoingClass kind, int bytes, long since) {}

    private final SignalingProperties.Queue limits;
    private final SignalingMeters meters;
    private final Deque<Waiting> control = new ArrayDeque<>();
    private final List<Waiting> negotiation = new ArrayList<>();
    private final Deque<Waiting> chat = new ArrayDeque<>();
    private final Map<OutgoingClass, Integer> counts = new EnumMap<>(OutgoingClass.class);
    private long chatBytes;
    /** No message expires before; exact only after a look. */
    private long nextExpiry;

    OutgoingQueue(SignalingProperties.Queue limits, SignalingMeters meters) {
        this.limits = limits;
        this.meters = meters;
    }

    int size() {
        return control.size() + negotiation.size() + chat.size();
    }

    int size(OutgoingClass kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** The texts of the chat messages that wait, bytes of UTF-8 with their ids and senders. */
    long chatBytes() {
        return chatBytes;
    }

    /** Takes a message in; false where its class has no room. */
    boolean offer(Outgoing message, long now) {
        Waiting waiting = new Waiting(message, OutgoingClass.of(message), bytes(message), now);
        boolean taken = message instanceof Outgoing.Description it ? describe(waiting, it) : append(waiting);
        if (taken) {
            long expiry = now + maxAge(waiting.kind()).toNanos();
            nextExpiry = size() == 1 || expiry - nextExpiry < 0 ? expiry : nextExpiry;
        } else {
            meters.dropped(waiting.kind(), "overflow");
        }
        return taken;
    }

    /** Takes out what is to be sent next; null where there is nothing, or only chat while that is to wait. */
    @Nullable
    Waiting poll(boolean chatToo) {
        Waiting next = control.poll();
        if (next == null && !negotiation.isEmpty()) {
            next = negotiation.removeFirst();
        }
        if (next == null && chatToo) {
            next = chat.poll();
        }
        if (next != null) {
            leaves(next);
        }
        return next;
    }

    /** Puts back in front what could not be sent, unless something newer has made it void meanwhile. */
    void putBack(Waiting waiting) {
        if (waiting.message() instanceof Outgoing.Description it && isVoid(it)) {
            meters.dropped(waiting.kind(), "superseded");
            return;
        }
        switch (waiting.kind()) {
            case CONTROL -> control.addFirst(waiting);
            case DESCRIPTION, CANDIDATE -> negotiation.addFirst(waiting);
            case CHAT -> chat.addFirst(waiting);
        }
        comes(waiting);
        nextExpiry = waiting.since();
    }

    /** Takes out what waited too long. */
    List<Outgoing> expire(long now) {
        if (size() == 0 || now - nextExpiry < 0) {
            return List.of();
        }
        List<Outgoing> expired = new ArrayList<>();
        long untilNext = Math.min(
                Math.min(expire(control, false, now, expired), expire(negotiation, false, now, expired)),
                expire(chat, true, now, expired));
        nextExpiry = now + untilNext;
        return expired;
    }

    /** Returns how long nothing more expires of a lane; one in order has the oldest in front. */
    private long expire(Collection<Waiting> lane, boolean inOrder, long now, List<Outgoing> expired) {
        long untilNext = Long.MAX_VALUE / 2;
        for (Iterator<Waiting> each = lane.iterator(); each.hasNext(); ) {
            Waiting waiting = each.next();
            long left = waiting.since() + maxAge(waiting.kind()).toNanos() - now;
            if (left <= 0) {
                each.remove();
                leaves(waiting);
                meters.dropped(waiting.kind(), "expired");
                expired.add(waiting.message());
            } else {
                untilNext = Math.min(untilNext, left);
                if (inOrder) {
                    return untilNext;
                }
            }
        }
        return untilNext;
    }

    /** How long nothing expires, nanoseconds. */
    long untilExpiry(long now) {
        return size() == 0 ? Long.MAX_VALUE : Math.max(0, nextExpiry - now);
    }

    /** Another link: what was about the last one goes. */
    void forgetLink() {
        control.clear();
        counts.put(OutgoingClass.CONTROL, 0);
    }

    /** Takes everything out, for good. */
    List<Outgoing> clear() {
        List<Outgoing> left = new ArrayList<>();
        for (Waiting waiting = poll(true); waiting != null; waiting = poll(true)) {
            meters.dropped(waiting.kind(), "closed");
            left.add(waiting.message());
        }
        return left;
    }

    private boolean append(Waiting waiting) {
        boolean room = switch (waiting.kind()) {
            case CONTROL -> control.size() < limits.controlFrames();
            case DESCRIPTION -> size(OutgoingClass.DESCRIPTION) < limits.descriptions();
            case CANDIDATE -> size(OutgoingClass.CANDIDATE) < limits.candidates();
            case CHAT ->
                chat.size() < limits.chatMessages()
                        && chatBytes + waiting.bytes() <= limits.chatSize().toBytes();
        };
        if (room) {
            switch (waiting.kind()) {
                case CONTROL -> control.addLast(waiting);
                case DESCRIPTION, CANDIDATE -> negotiation.addLast(waiting);
                case CHAT -> chat.addLast(waiting);
            }
            comes(waiting);
        }
        return room;
    }

    private boolean describe(Waiting waiting, Outgoing.Description newer) {
        int place = -1;
        for (int i = negotiation.size() - 1; i >= 0; i--) {
            if (negotiation.get(i).message() instanceof Outgoing.Description older && voids(newer, older)) {
                leaves(negotiation.remove(i));
                meters.dropped(OutgoingClass.DESCRIPTION, "superseded");
                place = i;
            }
        }
        if (place < 0) {
            return append(waiting);
        }
        negotiation.add(place, waiting);
        comes(waiting);
        return true;
    }

    private boolean isVoid(Outgoing.Description older) {
        return negotiation.stream()
                .anyMatch(waiting -> waiting.message() instanceof Outgoing.Description newer && voids(newer, older));
    }

    /**
     * An answer is the end of what stood before it. An offer replaces an offer, but not an answer: without it the peer
     * could not take the offer.
     */
    private static boolean voids(Outgoing.Description newer, Outgoing.Description older) {
        return Objects.equals(newer.to(), older.to())
                && (newer.description().type() == SdpType.ANSWER
                        || older.description().type() == SdpType.OFFER);
    }

    private void comes(Waiting waiting) {
        counts.merge(waiting.kind(), 1, Integer::sum);
        chatBytes += waiting.bytes();
    }

    private void leaves(Waiting waiting) {
        counts.merge(waiting.kind(), -1, Integer::sum);
        chatBytes -= waiting.bytes();
    }

    private Duration maxAge(OutgoingClass kind) {
        return switch (kind) {
            case CONTROL, CANDIDATE -> limits.candidateMaxAge();
            case DESCRIPTION -> limits.descriptionMaxAge();
            case CHAT -> limits.chatMaxAge();
        };
    }

    /** Only the size of chat is bounded: the others are few, and none is longer than a frame. */
    private static int bytes(Outgoing message) {
        return message instanceof Outgoing.Chat chat
                ? utf8(chat.message().id())
                        + utf8(chat.message().text())
                        + utf8(chat.message().sender())
                : 0;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
