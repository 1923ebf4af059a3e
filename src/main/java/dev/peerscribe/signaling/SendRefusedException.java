package dev.peerscribe.signaling;

/** Leaves the writing of a frame that the policy keeps back; it has no stack trace, since it is no failure. */
final class SendRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RefusalCause cause;

    SendRefusedException(RefusalCause cause) {
        super(cause.tag(), null, false, false);
        this.cause = cause;
    }

    RefusalCause refusal() {
        return cause;
    }
}
