package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the text of a frame to a verified fact, or to a counted rejection. Owned by the connection's loop. */
final class MessageHandler {
    private static final Logger log = LoggerFactory.getLogger(MessageHandler.class);
    private static final int NONCE = 16;
    /** A signature or a decryption takes as long as so many plain frames. */
    private static final int CRYPTO = 4;

    private final ConnectionSpec spec;
    private final ConnectionParts parts;
    private final RecentlySent recentlySent;
    private final Consumer<SignalingEvent> listener;
    private final OrderedReceipt receipt;
    /** Whether we announced to acknowledge. */
    private final boolean acknowledges;
    /** Written by the loop. */
    private volatile boolean relayCarriesChat;
    /** When the current link opened; owned by the loop. */
    private long openedAt;

    MessageHandler(
            ConnectionSpec spec, ConnectionParts parts, RecentlySent recentlySent, Consumer<SignalingEvent> listener) {
        this.spec = spec;
        this.parts = parts;
        this.recentlySent = recentlySent;
        this.listener = listener;
        this.receipt = new OrderedReceipt(parts.settings().acknowledgment());
        this.acknowledges = spec.hello().capabilities().contains(PeerHello.ACKNOWLEDGMENT);
    }

    boolean relayCarriesChat() {
        return relayCarriesChat;
    }

    /** A link opened: ids and what is known of the relay are void, and we introduce ourselves. */
    Outgoing openingHello(long now) {
        relayCarriesChat = false;
        openedAt = now;
        String nonce = nonce();
        parts.introductions().startAnew(nonce, now);
        parts.announcements().startAnew(now);
        return new Outgoing.Hello(nonce, null, null);
    }

    /** We have another key now: whoever is here is to know, and to answer as to a newcomer. */
    Outgoing helloAnew() {
        String nonce = nonce();
        parts.introductions().askAnew(nonce);
        return new Outgoing.Hello(nonce, null, null);
    }

    /** Time passed: what was held back for long enough is told, and answers that were owed are given all at once. */
    void passed(long now) {
        if (parts.introductions().owesAll(now)) {
            parts.sender().offer(helloAnew());
        }
        receipt.overdue(now).forEach(message -> tell(message, Via.SOCKET));
    }

    void onFrame(String frame) {
        Instant now = parts.clock().instant();
        switch (parts.codec().decode(frame, now)) {
            case Incoming.Rejected it -> reject(it.cause(), it.rule());
            case Incoming.Sealed it -> onSealed(it, now);
            case Incoming.Message it -> onClear(it, now);
        }
    }

    private void onClear(Incoming.Message message, Instant now) {
        if (parts.settings().encryption() == ExtensionMode.REQUIRED && !(message instanceof Incoming.Hello)) {
            reject(RejectionCause.NOT_ENCRYPTED, "in clear, where encryption is required");
        } else {
            onMessage(message, Via.SOCKET, now);
        }
    }

    /** What is inside is held to the same rules as what comes in clear, and who it is for inside is what counts. */
    private void onSealed(Incoming.Sealed sealed, Instant now) {
        if (parts.introductions().forSomeoneElse(sealed.to())) {
            reject(RejectionCause.NOT_ADDRESSED, "for another peer");
            return;
        }
        if (isFlooding(sealed.envelope().senderId(), CRYPTO)) {
            return;
        }
        String opened;
        try {
            opened = parts.cipher().open(sealed.jwe());
        } catch (RejectedFrameException e) {
            reject(e.rejection(), e.rule());
            return;
        }
        switch (parts.codec().decode(sealed.envelope(), opened, now)) {
            case Incoming.Rejected it -> reject(it.cause(), it.rule());
            case Incoming.Sealed _ -> reject(RejectionCause.MALFORMED, "sealed twice");
            case Incoming.Message it -> onMessage(it, Via.SOCKET, now);
        }
    }

    void onDataChannelText(String senderId, String text) {
        Instant now = parts.clock().instant();
        switch (parts.codec().decodeDataChannel(senderId, text, now)) {
            case Incoming.Rejected it -> reject(it.cause(), it.rule());
            case Incoming.Sealed _ -> reject(RejectionCause.MALFORMED, "sealed, where the channel is so already");
            case Incoming.Message it -> onMessage(it, Via.DATA_CHANNEL, now);
        }
    }

    private void onMessage(Incoming.Message message, Via via, Instant now) {
        boolean signed = message instanceof Incoming.Secure || message instanceof Incoming.Hello;
        if (isFlooding(message.senderId(), signed ? 1 + CRYPTO : 1)) {
            return;
        }
        if (signed && !parts.signedRates().take(message.senderId(), 1, System.nanoTime())) {
            reject(RejectionCause.RATE_LIMITED, "a flood of signed messages");
            return;
        }
        parts.meters().received(message.type());
        if (message instanceof Incoming.Hello hello) {
            onHello(hello, now);
        } else if (parts.introductions().forSomeoneElse(message.to())) {
            reject(RejectionCause.NOT_ADDRESSED, "for another peer");
        } else {
            switch (message) {
                case Incoming.Secure it -> onSecure(it);
                case Incoming.Candidate it -> onCandidate(it);
                case Incoming.Chat it -> onChat(it, via);
                case Incoming.Ack it -> onAck(it);
                case Incoming.Hello _ -> {}
            }
        }
    }

    /** Asked before anything that takes long. */
    private boolean isFlooding(String senderId, int frames) {
        if (parts.rates().take(senderId, frames, System.nanoTime())) {
            return false;
        }
        reject(RejectionCause.RATE_LIMITED, "a flood");
        return true;
    }

    private void onSecure(Incoming.Secure message) {
        if (isOurs(message.key())) {
            reject(RejectionCause.NOT_ADDRESSED, "our own, sent back");
            return;
        }
        RejectionCause wrong = parts.verifier().check(message);
        if (wrong != null) {
            reject(wrong, "a secure message");
            return;
        }
        parts.announcements().heard(message.senderId(), message.key(), message.proof() != null);
        listener.accept(new SignalingEvent.DescriptionReceived(
                spec.id(),
                message.senderId(),
                message.key(),
                message.description(),
                new SignedDescription(message.type(), message.payload())));
    }

    private void onCandidate(Incoming.Candidate message) {
        if (recentlySent.contains(message.candidate())) {
            reject(RejectionCause.NOT_ADDRESSED, "our own, sent back");
            return;
        }
        listener.accept(new SignalingEvent.CandidateReceived(spec.id(), message.senderId(), message.candidate()));
    }

    private void onChat(Incoming.Chat message, Via via) {
        if (via == Via.SOCKET) {
            relayCarriesChat = true;
        }
        if (recentlySent.contains(message.message())) {
            reject(RejectionCause.NOT_ADDRESSED, "our own, sent back");
            return;
        }
        String messageId = message.messageId();
        PeerKey sender = parts.introductions().keyOf(message.senderId());
        long now = System.nanoTime();
        if (messageId == null || !acknowledges) {
            tell(message, via);
        } else if (sender != null) {
            receive(sender, messageId, message, now);
        } else if (now - openedAt
                < parts.settings().acknowledgment().introductionGrace().toNanos()) {
            // Not acknowledged, it comes again once the sender heard our introduction: then repeats can be told.
            reject(RejectionCause.NOT_INTRODUCED, "to be acknowledged");
        } else {
            tell(message, via);
        }
    }

    private void receive(PeerKey sender, String messageId, Incoming.Chat message, long now) {
        List<Incoming.Chat> ready = receipt.receive(sender, messageId, message, now);
        if (ready == null) {
            parts.meters().repeated();
        } else {
            ready.forEach(each -> tell(each, Via.SOCKET));
        }
        // A repeat too: the acknowledgment may be what was lost.
        parts.sender().offer(new Outgoing.Ack(messageId, message.senderId()));
    }

    private void tell(Incoming.Chat message, Via via) {
        listener.accept(new SignalingEvent.ChatReceived(spec.id(), message.senderId(), message.message(), via));
    }

    private void onAck(Incoming.Ack message) {
        PeerKey sender = parts.introductions().keyOf(message.senderId());
        if (sender != null) {
            parts.sender().acknowledged(sender, message.messageId());
        }
    }

    private void onHello(Incoming.Hello message, Instant now) {
        HelloCodec.Introduction introduction;
        try {
            introduction = parts.hellos().read(message.jws(), now);
        } catch (RejectedFrameException e) {
            reject(e.rejection(), e.rule());
            return;
        }
        relayCarriesChat = true;
        Introductions introductions = parts.introductions();
        if (isOurs(introduction.key())) {
            reject(RejectionCause.NOT_ADDRESSED, "our own, sent back");
            return;
        }
        // Remembered even where it is for another: nobody is to say it to us as his own.
        RejectionCause wrong = parts.verifier().checkHello(introduction.key(), introduction.nonce());
        if (wrong != null) {
            reject(wrong, "an introduction");
            return;
        }
        boolean answersOurs = introductions.answersOurs(introduction);
        boolean opens = introduction.inReplyTo() == null;
        if (opens ? introductions.forSomeoneElse(message.to()) : !answersOurs) {
            reject(RejectionCause.NOT_ADDRESSED, "an introduction for another peer");
            return;
        }
        if (!parts.announcements().introduced(message.senderId(), introduction, answersOurs)) {
            introductions.owe(); // to one whose clock was set back our question gives the word
            reject(RejectionCause.STALE, "an introduction older than another of its key");
            return;
        }
        PeerKey before = introductions.keyOf(message.senderId());
        if (before != null && !before.equals(introduction.key())) {
            left(before); // its key was rotated
        }
        introductions.add(message.senderId(), message.to(), introduction);
        if (introductions.owesReply(introduction, System.nanoTime())) {
            parts.sender().offer(new Outgoing.Hello(nonce(), introduction.nonce(), message.senderId()));
        }
        parts.sender()
                .introduced(
                        introduction.key(),
                        message.senderId(),
                        acknowledges && introduction.hello().capabilities().contains(PeerHello.ACKNOWLEDGMENT));
        listener.accept(new SignalingEvent.HelloReceived(
                spec.id(), message.senderId(), introduction.key(), introduction.hello()));
    }

    /** A peer is gone, or known by another key from now on. */
    void left(PeerKey peer) {
        parts.announcements().left(peer);
        parts.sender().left(peer);
    }

    private boolean isOurs(PeerKey key) {
        return spec.identity().isOwn(key);
    }

    private void reject(RejectionCause cause, String rule) {
        log.debug("Connection {} dropped a frame: {}: {}", spec.id(), cause, rule);
        parts.meters().rejected(cause);
        listener.accept(new SignalingEvent.FrameRejected(spec.id(), cause));
    }

    private String nonce() {
        byte[] nonce = new byte[NONCE];
        parts.random().nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }
}
