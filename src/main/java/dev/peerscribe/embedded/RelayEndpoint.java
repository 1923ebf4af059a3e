package dev.peerscribe.embedded;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's socket side: puts frames together, checks and stamps them, hands them to the room. */
final class RelayEndpoint extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(RelayEndpoint.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final RelayRooms rooms;
    private final RelayMeters meters;
    private final EnvelopeStamp stamp;
    private final EmbeddedProperties.Relay limits;
    private final String room;
    private @Nullable RelayClient client; // container: set before the first frame is read, read after

    RelayEndpoint(
            RelayRooms rooms, RelayMeters meters, EnvelopeStamp stamp, EmbeddedProperties.Relay limits, String room) {
        this.rooms = rooms;
        this.meters = meters;
        this.stamp = stamp;
        this.limits = limits;
        this.room = room;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.getUserProperties()
                .put(
                        "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
                        limits.sendTimeout().toMillis());
        session.getUserProperties()
                .put(
                        "org.apache.tomcat.websocket.READ_IDLE_TIMEOUT_MS",
                        limits.pingInterval().multipliedBy(3).toMillis());
        // a peer that does not answer the closing handshake (RFC 6455 §5.5.1) would be kept for half a minute
        session.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", CLOSING.toMillis());
        RelayClient joining = new RelayClient(UUID.randomUUID().toString(), room, session, limits);
        Optional<RelayMeters.Refused> refusal = rooms.join(joining);
        if (refusal.isPresent()) {
            meters.refused(refusal.get());
            joining.closeSoon(CloseReason.CloseCodes.TRY_AGAIN_LATER, "the relay is full");
            return;
        }
        client = joining;
        joining.start();
        session.addMessageHandler(String.class, new TextFrames(joining));
        session.addMessageHandler(ByteBuffer.class, new BinaryFrames());
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        leave();
    }

    @Override
    public void onError(Session session, Throwable error) {
        // a broken connection or a frame that is no WebSocket; the container closes what it cannot go on with
        log.debug("a client's connection broke: {}", error.getClass().getSimpleName());
        if (error instanceof IOException) {
            leave();
        }
    }

    private void leave() {
        RelayClient leaving = client;
        if (leaving != null) {
            rooms.leave(leaving);
            leaving.gone();
        }
    }

    /** Takes text in pieces, so that an endless frame costs no memory. Owned by the thread that reads the socket. */
    private final class TextFrames implements MessageHandler.Partial<String> {
        private final RelayClient sender;
        private final FrameBudget budget = new FrameBudget(limits.maxFramesPerSecond(), System::nanoTime);
        private final StringBuilder frame = new StringBuilder();
        private boolean tooLarge;

        TextFrames(RelayClient sender) {
            this.sender = sender;
        }

        @Override
        public void onMessage(String piece, boolean last) {
            tooLarge |= frame.length() + piece.length() > limits.maxFrame().toBytes();
            if (!tooLarge) {
                frame.append(piece);
            }
            if (!last) {
                return;
            }
            String text = frame.toString();
            boolean dropped = tooLarge || utf8Length(text) > limits.maxFrame().toBytes();
            tooLarge = false;
            frame.setLength(0);
            if (!budget.take()) {
                meters.dropped(RelayMeters.Dropped.RATE);
            } else if (dropped) {
                meters.dropped(RelayMeters.Dropped.TOO_LARGE);
            } else {
                stamp.stamp(text, sender.id())
                        .ifPresentOrElse(
                                stamped -> rooms.forward(sender, stamped),
                                () -> meters.dropped(RelayMeters.Dropped.MALFORMED));
            }
        }

        private static long utf8Length(String text) {
            long length = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                // each half of a surrogate pair stands for two of its four bytes
                length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            return length;
        }
    }

    private final class BinaryFrames implements MessageHandler.Partial<ByteBuffer> {
        @Override
        public void onMessage(ByteBuffer piece, boolean last) {
            if (last) {
                meters.dropped(RelayMeters.Dropped.BINARY);
            }
        }
    }
}
