package dev.peerscribe.identity;

/** Bytes that were to be a P-256 public key and are none; the message is the rule they break. */
public final class InvalidKeyEncodingException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidKeyEncodingException(String rule) {
        super(rule);
    }
}
