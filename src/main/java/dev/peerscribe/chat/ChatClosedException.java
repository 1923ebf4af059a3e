package dev.peerscribe.chat;

import dev.peerscribe.signaling.ConnectionState;

/** A message cannot be sent for good: the connection to the relay has ended and no peer can be reached directly. */
public final class ChatClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChatClosedException(ConnectionState state) {
        super("the connection to the relay is " + state + " and no peer can be reached directly");
    }
}
