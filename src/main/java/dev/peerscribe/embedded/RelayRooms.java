package dev.peerscribe.embedded;

import jakarta.websocket.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is in which room. Every method may be called from any thread and none blocks. */
final class RelayRooms {
    private final EmbeddedProperties.Relay limits;
    private final RelayMeters meters;
    /** Lists are never changed, only replaced, under the lock of this object; so that readers need none. */
    private final Map<String, List<RelayClient>> rooms = new ConcurrentHashMap<>();

    private volatile int clients; // written under the lock

    RelayRooms(EmbeddedProperties.Relay limits, RelayMeters meters) {
        this.limits = limits;
        this.meters = meters;
        meters.watch(() -> clients, rooms::size);
    }

    /** What keeps another client out of a room, if anything does. */
    Optional<RelayMeters.Refused> refusal(String room) {
        if (clients >= limits.maxClients()) {
            return Optional.of(RelayMeters.Refused.CLIENTS);
        }
        if (!rooms.containsKey(room) && rooms.size() >= limits.maxRooms()) {
            return Optional.of(RelayMeters.Refused.ROOMS);
        }
        return Optional.empty();
    }

    synchronized Optional<RelayMeters.Refused> join(RelayClient client) {
        Optional<RelayMeters.Refused> refusal = refusal(client.room());
        if (refusal.isPresent()) {
            return refusal;
        }
        List<RelayClient> members = new ArrayList<>(rooms.getOrDefault(client.room(), List.of()));
        members.add(client);
        rooms.put(client.room(), List.copyOf(members));
        clients++;
        return refusal;
    }

    synchronized void leave(RelayClient client) {
        List<RelayClient> members = rooms.get(client.room());
        if (members == null || !members.contains(client)) {
            return;
        }
        List<RelayClient> left = new ArrayList<>(members);
        left.remove(client);
        if (left.isEmpty()) {
            rooms.remove(client.room());
        } else {
            rooms.put(client.room(), List.copyOf(left));
        }
        clients--;
    }

    /** Hands a frame to everybody in the sender's room but the sender; who does not keep up is cut. */
    void forward(RelayClient sender, String frame) {
        for (RelayClient member : rooms.getOrDefault(sender.room(), List.of())) {
            if (member == sender) {
                continue;
            }
            if (member.offer(frame)) {
                meters.forwarded();
            } else if (member.closeSoon(CloseReason.CloseCodes.TRY_AGAIN_LATER, "does not read")) {
                meters.cut();
                leave(member);
            }
        }
    }

    int clients() {
        return clients;
    }

    List<RelayClient> everybody() {
        return rooms.values().stream().flatMap(List::stream).toList();
    }
}
