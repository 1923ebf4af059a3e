package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A remote peer of a meeting, known by its key. Written by the meeting's lane, read by any thread. */
final class Peer {
    private final PeerKey key;
    private final String id;
    private volatile String senderId;
    private volatile @Nullable PeerHello hello;
    private volatile @Nullable MediaSession session;
    private volatile Set<String> usernameFragments = Set.of();
    private volatile Instant lastSeen;
    private volatile Verdict verdict = Verdict.UNKNOWN;
    /** What waits for an approval; owned by the meeting's lane. */
    private @Nullable HeldOffer held;

    Peer(PeerKey key, String senderId, Instant now) {
        this.key = key;
        this.id = key.shortId();
        this.senderId = senderId;
        this.lastSeen = now;
    }

    String id() {
        return id;
    }

    PeerKey key() {
        return key;
    }

    String senderId() {
        return senderId;
    }

    /** To whom messages for this peer are addressed: null where the relay names nobody. */
    @Nullable
    String address() {
        return senderId.isEmpty() ? null : senderId;
    }

    @Nullable
    PeerHello hello() {
        return hello;
    }

    boolean isRecorder() {
        PeerHello said = hello;
        return said != null && said.role().equals(PeerHello.RECORDER);
    }

    @Nullable
    MediaSession session() {
        return session;
    }

    /** Whether a candidate may be of this peer's generation. */
    boolean isOf(IceCandidate candidate) {
        String generation = CandidateGrammar.generation(candidate);
        return generation == null || usernameFragments.contains(generation);
    }

    /** The ICE generation of its latest description. */
    Set<String> usernameFragments() {
        return usernameFragments;
    }

    Instant lastSeen() {
        return lastSeen;
    }

    void seen(String asSender, Instant now) {
        senderId = asSender;
        lastSeen = now;
    }

    void introduced(PeerHello said) {
        hello = said;
    }

    void described(RemoteDescription description) {
        usernameFragments = description.usernameFragments();
    }

    void session(@Nullable MediaSession current) {
        session = current;
    }

    /** What is thought of its key. */
    Verdict verdict() {
        return verdict;
    }

    void verdict(Verdict now) {
        verdict = now;
    }

    @Nullable
    HeldOffer held() {
        return held;
    }

    void hold(@Nullable HeldOffer latest) {
        held = latest;
    }

    PeerState state() {
        MediaSession current = session;
        return current == null ? PeerState.PRESENT : current.state();
    }

    PeerSnapshot snapshot() {
        PeerHello said = hello;
        MediaSession current = session;
        return new PeerSnapshot(
                id,
                senderId,
                said == null ? null : said.name(),
                said == null ? null : said.role(),
                key,
                current == null ? PeerState.PRESENT : current.state(),
                current == null ? List.of() : current.tracks(),
                verdict);
    }
}
