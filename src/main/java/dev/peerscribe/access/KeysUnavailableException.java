package dev.peerscribe.access;

import org.springframework.security.core.AuthenticationException;

/** Whether a token is good cannot be told, since the keys of its issuer cannot be had. */
final class KeysUnavailableException extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException() {
        super("the keys of the issuer cannot be had");
    }
}
