package dev.peerscribe.chat;

/** A message could go neither to the relay, whose queue is full, nor to any peer directly. */
public final class ChatQueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChatQueueFullException() {
        super("the queue to the relay is full and no peer can be reached directly");
    }
}
