package dev.peerscribe.media;

/** A description or candidate that cannot be applied. The message is ours, never the native library's. */
public final class NegotiationException extends Exception {
    private static final long serialVersionUID = 1L;

    public NegotiationException(String message) {
        super(message);
    }
}
