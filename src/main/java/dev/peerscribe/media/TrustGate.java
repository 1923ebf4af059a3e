package dev.peerscribe.media;

import dev.peerscribe.identity.Trust;
import dev.peerscribe.signaling.SdpType;
import org.jspecify.annotations.Nullable;

/**
 * The gate before a meeting's sessions: what comes from a peer whose key is not trusted goes no further, and the latest offer
 * of one that waits is kept. Owned by the meeting's lane.
 */
final class TrustGate {
    /** What a meeting does with a peer that was not trusted and is now. */
    interface Owner {
        /** {@code offer} is what the peer offered last while it waited, if it did. */
        void admit(Peer peer, @Nullable HeldOffer offer);
    }

    private final SessionContext context;
    private final PeerRoster peers;
    private final CandidateStore early;
    private final Owner owner;

    TrustGate(SessionContext context, PeerRoster peers, CandidateStore early, Owner owner) {
        this.context = context;
        this.peers = peers;
        this.early = early;
        this.owner = owner;
    }

    /** Whether a description may be given to a session; one that may not is counted, and its sender is there to be seen. */
    boolean passes(Peer peer, PeerDescription description) {
        if (peers.judge(peer).isAdmitted()) {
            return true;
        }
        context.metrics().descriptionRejected(NegotiationRule.UNTRUSTED);
        peers.joined(peer);
        if (description.clean().type() == SdpType.OFFER && peer.verdict().trust() == Trust.WAITING) {
            peer.described(RemoteDescription.of(description.clean()));
            HeldOffer offer = new HeldOffer(description, peer.held(), peer::isOf);
            early.take(peer.senderId(), peer::isOf).forEach(offer::add);
            peer.hold(offer);
        }
        unlink(peer);
        return false;
    }

    /** Judges everybody anew: lists change, approvals come, waiting ends, and none of them sends a message. */
    void reviewAll() {
        peers.all().forEach(this::review);
    }

    /** Judges a peer anew, and has done what follows from another verdict. */
    void review(Peer peer) {
        boolean was = peer.verdict().isAdmitted();
        if (!peers.judge(peer).isAdmitted()) {
            unlink(peer);
            return;
        }
        HeldOffer offer = peer.held();
        peer.hold(null);
        if (!was) {
            owner.admit(peer, offer);
        }
    }

    /** A peer that is not trusted has no link, but stays to be seen. */
    private void unlink(Peer peer) {
        if (peer.verdict().trust() != Trust.WAITING) {
            peer.hold(null);
            context.connection().peerLeft(peer.key()); // no stranger decides what is encrypted, and to whom
        }
        MediaSession session = peer.session();
        if (session != null) {
            peer.session(null);
            session.end("not-trusted");
        }
    }
}
