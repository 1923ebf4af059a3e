package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a message proves is true and new. Owned by one thread.
 *
 * <p>The nonce of a secure message is not signed, so whoever replays it may change the nonce: the signed text itself is
 * remembered too.
 */
final class FrameVerifier {
    private final ReplayCache descriptions;
    /** Apart, so that a flood of introductions leaves room for descriptions. */
    private final ReplayCache hellos;

    FrameVerifier(ReplayCache descriptions, ReplayCache hellos) {
        this.descriptions = descriptions;
        this.hellos = hellos;
    }

    /** Why the message is to be dropped, or null where it is right. */
    @Nullable
    RejectionCause check(Incoming.Secure message) {
        byte[] signed = null;
        for (byte[] text : message.signedTexts()) {
            if (message.key().verifies(text, message.signature())) {
                signed = text;
                break;
            }
        }
        if (signed == null) {
            return RejectionCause.BAD_SIGNATURE;
        }
        String key = message.key().fingerprint();
        return remember(
                descriptions,
                List.of(
                        "text " + key + " " + HexFormat.of().formatHex(sha256(signed)),
                        "nonce " + key + " " + HexFormat.of().formatHex(message.nonce())));
    }

    /** The same for an introduction, whose signature was checked when its JWS was opened. */
    @Nullable
    RejectionCause checkHello(PeerKey key, String nonce) {
        return remember(hellos, List.of(key.fingerprint() + " " + nonce));
    }

    private static @Nullable RejectionCause remember(ReplayCache seen, List<String> marks) {
        return switch (seen.remember(marks)) {
            case NEW -> null;
            case SEEN -> RejectionCause.REPLAY;
            case FULL -> RejectionCause.OVERLOAD;
        };
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }
}
