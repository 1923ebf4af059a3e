package dev.peerscribe.embedded;

/** A step of a guest's negotiation failed. The message is ours, never the native library's. */
final class GuestLinkException extends Exception {
    private static final long serialVersionUID = 1L;

    GuestLinkException(String message) {
        super(message);
    }
}
