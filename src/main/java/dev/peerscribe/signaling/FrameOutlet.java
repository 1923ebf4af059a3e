package dev.peerscribe.signaling;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step into the socket: makes the frame, looks that it is not too long, sends it and counts. */
final class FrameOutlet {
    private static final Logger log = LoggerFactory.getLogger(FrameOutlet.class);

    /** Makes the frame; called on the sending thread. */
    interface Writer {
        String write(Outgoing message);
    }

    /** What became of a message. */
    enum Outcome {
        SENT,
        /** It can never be sent. */
        DROPPED,
        /** The link is lost, and the message with it or not. */
        LOST
    }

    private final Writer writer;
    private final int maxFrameBytes;
    private final SignalingMeters meters;
    private final Consumer<Outgoing> sent;

    /**
     * An outlet.
     *
     * @param sent told on the sending thread of each message that went into the socket
     */
    FrameOutlet(Writer writer, int maxFrameBytes, SignalingMeters meters, Consumer<Outgoing> sent) {
        this.writer = writer;
        this.maxFrameBytes = maxFrameBytes;
        this.meters = meters;
        this.sent = sent;
    }

    /** Sends a message; blocks, at most for the link's send timeout. */
    Outcome send(SocketLink over, Outgoing message) {
        String frame;
        try {
            frame = writer.write(message);
        } catch (SendRefusedException e) {
            meters.dropped(OutgoingClass.of(message), e.refusal().tag());
            return Outcome.DROPPED;
        } catch (RuntimeException e) {
            log.warn("A frame of type {} cannot be written", message.type(), e);
            meters.dropped(OutgoingClass.of(message), "unwritable");
            return Outcome.DROPPED;
        }
        if (isTooLarge(frame)) {
            log.warn("A frame of type {} is longer than {} bytes and is not sent", message.type(), maxFrameBytes);
            meters.dropped(OutgoingClass.of(message), "too-large");
            return Outcome.DROPPED;
        }
        if (!over.send(frame)) {
            return Outcome.LOST;
        }
        meters.sent(message.type());
        try {
            sent.accept(message);
        } catch (RuntimeException e) {
            log.error("A listener failed over a message that was sent", e);
        }
        return Outcome.SENT;
    }

    /** No character takes more than three bytes for each of its UTF-16 units, so most need no counting. */
    private boolean isTooLarge(String frame) {
        return frame.length() > maxFrameBytes / 3 && frame.getBytes(StandardCharsets.UTF_8).length > maxFrameBytes;
    }
}
