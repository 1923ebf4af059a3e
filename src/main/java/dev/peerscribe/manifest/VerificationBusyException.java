package dev.peerscribe.manifest;

/** As many recordings are being verified as may be at a time. */
public final class VerificationBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VerificationBusyException() {
        super("as many recordings are being verified as may be at a time");
    }
}
