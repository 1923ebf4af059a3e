package dev.peerscribe.signaling;

/** The configuration does not fit what is there, which only shows once beans are made. */
final class SignalingSetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    SignalingSetupException(String rule, String cure, Throwable cause) {
        super(rule, cause);
        this.cure = cure;
    }

    /** What to do about it. */
    String cure() {
        return cure;
    }
}
