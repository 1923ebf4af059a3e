package dev.peerscribe.chat;

import dev.peerscribe.signaling.Via;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a meeting's history.
 *
 * @param id the sender's id of the message; one id is one message, however often and by whatever way it came
 * @param text what was said
 * @param timestamp when, by the sender's clock
 * @param sender the name the sender gives itself, which nothing proves
 * @param via the way that brought or took it
 * @param delivery how far it got; null for what came in
 */
public record ChatEntry(
        String id,
        String text,
        Instant timestamp,
        String sender,
        Direction direction,
        Via via,
        @Nullable Delivery delivery) {

    /** This message where it got so far; itself where it cannot get there from where it is. */
    ChatEntry reached(Delivery reached) {
        // What a data channel took has arrived with somebody, whatever becomes of the relay's copy.
        boolean arrived = via == Via.DATA_CHANNEL && reached == Delivery.EXPIRED;
        if (delivery == null || arrived || !delivery.leadsTo(reached)) {
            return this;
        }
        return new ChatEntry(id, text, timestamp, sender, direction, via, reached);
    }
}
