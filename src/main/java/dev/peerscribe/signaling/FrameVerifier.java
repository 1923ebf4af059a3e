package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a message proves is true and new. Owned by one thread.
 *
 * <p>The nonce of a secure message is signed by its proof only, so whoever replays one without may change the nonce: the
 * signed text itself is remembered too.
 */
final class FrameVerifier {
    private final ProofCodec proofs;
    private final Announcements announcements;
    private final boolean proofRequired;
    private final InstantSource clock;
    /** Of messages that carry no time. */
    private final ReplayCache undated;
    /** Of messages with a proof; apart, so that the short window of these is not filled by those. */
    private final ReplayCache dated;
    /** Apart, so that a flood of introductions leaves room for descriptions. */
    private final ReplayCache hellos;

    FrameVerifier(SignalingProperties settings, ProofCodec proofs, Announcements announcements, InstantSource clock) {
        this.proofs = proofs;
        this.announcements = announcements;
        this.proofRequired = settings.boundSignature() == ExtensionMode.REQUIRED;
        this.clock = clock;
        this.undated = new ReplayCache(clock, settings.replayWindow(), settings.replayCapacity());
        // From the earliest moment at which a proof is taken to the last.
        Duration taken = settings.proofTolerance().multipliedBy(2);
        this.dated = new ReplayCache(clock, taken, settings.replayCapacity());
        this.hellos = new ReplayCache(clock, settings.replayWindow(), settings.replayCapacity());
    }

    /** Why the message is to be dropped, or null where it is right. */
    @Nullable
    RejectionCause check(Incoming.Secure message) {
        byte[] signed = signedText(message);
        if (signed == null) {
            return RejectionCause.BAD_SIGNATURE;
        }
        byte[] digest = sha256(signed);
        RejectionCause unproven = checkProof(message, digest);
        return unproven == null ? remember(message, digest) : unproven;
    }

    /** The form of the text that the signature covers; null where it covers none. */
    static byte @Nullable [] signedText(Incoming.Secure message) {
        for (byte[] text : message.signedTexts()) {
            if (message.key().verifies(text, message.signature())) {
                return text;
            }
        }
        return null;
    }

    private @Nullable RejectionCause checkProof(Incoming.Secure message, byte[] digest) {
        String proof = message.proof();
        if (proof == null) {
            return announcements.bindsSignatures(message.key())
                    ? RejectionCause.DOWNGRADE
                    : proofRequired ? RejectionCause.NOT_BOUND : null;
        }
        try {
            proofs.check(
                    proof,
                    message.key(),
                    new ProofCodec.Subject(message.type(), message.nonce(), digest, message.to()),
                    clock.instant());
            return null;
        } catch (RejectedFrameException e) {
            return e.rejection();
        }
    }

    private @Nullable RejectionCause remember(Incoming.Secure message, byte[] digest) {
        String key = message.key().fingerprint();
        String text = "text " + key + " " + HexFormat.of().formatHex(digest);
        String nonce = "nonce " + key + " " + HexFormat.of().formatHex(message.nonce());
        if (undated.contains(text) || dated.contains(text)) {
            return RejectionCause.REPLAY;
        }
        if (undated.contains(nonce) || dated.contains(nonce)) {
            return RejectionCause.NONCE_REUSED;
        }
        return remember(message.proof() == null ? undated : dated, List.of(text, nonce));
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

    /** SHA-256, as a proof has it of the signed text. */
    static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }
}
