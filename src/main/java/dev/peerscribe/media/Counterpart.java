package dev.peerscribe.media;

import dev.peerscribe.signaling.SignedDescription;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The other side of a session, who may be found only by the answer to an offer to everybody; tells what becomes of it. */
final class Counterpart {
    private final SessionContext context;
    /** Whether what is meant for a peer is taken by no other. */
    private final Predicate<Peer> offeredAlone;
    /** Null while an offer of ours has found nobody. Written by the meeting's lane, read by any thread. */
    private volatile @Nullable Peer peer;

    Counterpart(SessionContext context, @Nullable Peer peer, Predicate<Peer> offeredAlone) {
        this.context = context;
        this.offeredAlone = offeredAlone;
        this.peer = peer;
    }

    void is(Peer found) {
        peer = found;
    }

    /** The peer's id, empty while there is none. */
    String id() {
        Peer found = peer;
        return found == null ? "" : found.id();
    }

    /** The relay's id of the peer, null for everybody. */
    @Nullable
    String address() {
        Peer found = peer;
        return found == null ? null : found.address();
    }

    /** Whether the agent gives way to it where offers cross. */
    Politeness politeness() {
        Peer found = peer;
        return found == null
                ? Politeness.POLITE
                : found.politeness(context.connection().publicKey());
    }

    /** Whether nobody else takes an offer to it for one of its own. */
    boolean isOfferedAlone() {
        Peer found = peer;
        return found != null && offeredAlone.test(found);
    }

    /** It said something over the data channel. */
    void said(String text) {
        Peer found = peer;
        context.connection().receiveFromDataChannel(found == null ? "" : found.senderId(), text);
    }

    /** The link goes by a description of its now. */
    void described(SignedDescription signed, RemoteDescription remote) {
        Peer found = peer;
        if (found != null) {
            context.events()
                    .accept(new MediaEvent.DescriptionApplied(
                            context.meetingId(), found.id(), found.key(), remote.fingerprints(), signed));
        }
    }

    void opened(TrackFanOut track) {
        context.events().accept(new MediaEvent.TrackOpened(context.meetingId(), id(), track.id(), track.kind()));
    }

    void muted(TrackFanOut track, boolean muted) {
        context.events()
                .accept(new MediaEvent.TrackMuteChanged(context.meetingId(), id(), track.id(), track.kind(), muted));
    }

    void speaking(TrackFanOut track, boolean speaking) {
        context.events().accept(new MediaEvent.SpeakingChanged(context.meetingId(), id(), track.id(), speaking));
    }

    void closed(TrackFanOut track) {
        context.events().accept(new MediaEvent.TrackClosed(context.meetingId(), id(), track.id(), track.kind()));
    }

    void became(PeerState before, PeerState now) {
        if (before != now && peer != null) {
            context.events().accept(new MediaEvent.PeerStateChanged(context.meetingId(), id(), before, now));
        }
    }
}
