package dev.peerscribe.signaling;

import dev.peerscribe.identity.EncryptionIdentity;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;

/** What stands between the text of one connection's frames and their meaning; it knows neither sockets nor threads. */
record WireParts(
        FrameCodec codec,
        HelloCodec hellos,
        FrameVerifier verifier,
        Introductions introductions,
        Announcements announcements,
        MessageCipher cipher,
        FrameWriter writer) {

    /** The parts of a connection, with a key of its own for encryption. */
    static WireParts of(SignalingProperties settings, ConnectionSpec spec, SecureRandom random, InstantSource clock) {
        boolean encrypts = settings.encryption() != ExtensionMode.OFF;
        boolean binds = settings.boundSignature() != ExtensionMode.OFF;
        FrameCodec codec = new FrameCodec(settings.maxFrameBytes(), settings.maxChatChars());
        WireJson json = codec.json();
        Announcements announcements = new Announcements(settings.maxPeers(), settings.maxRecipients());
        MessageCipher cipher =
                new MessageCipher(json, EncryptionIdentity.generate(random), random, settings.maxFrameBytes());
        HelloCodec hellos = new HelloCodec(json, encrypts ? cipher.publicKey() : null);
        ProofCodec proofs = new ProofCodec(json, spec.identity(), settings.proofTolerance());
        FrameWriter.Security security = new FrameWriter.Security(
                new Sealing(settings.encryption(), json, cipher, announcements), binds ? proofs : null, announcements);
        return new WireParts(
                codec,
                hellos,
                new FrameVerifier(settings, proofs, announcements, clock),
                new Introductions(settings.maxPeers()),
                announcements,
                cipher,
                new FrameWriter(
                        json,
                        spec.identity(),
                        hellos,
                        announced(spec.hello(), encrypts, binds),
                        security,
                        random,
                        clock));
    }

    /** What a connection does of itself is announced by it, and not by whoever opens it. */
    private static PeerHello announced(PeerHello hello, boolean encrypts, boolean binds) {
        Set<String> capabilities = new LinkedHashSet<>(hello.capabilities());
        if (encrypts) {
            capabilities.add(PeerHello.ENCRYPTION);
        }
        if (binds) {
            capabilities.add(PeerHello.BOUND_SIGNATURE);
        }
        return new PeerHello(hello.name(), hello.role(), capabilities);
    }
}
