package dev.peerscribe.media;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import java.time.Instant;
import java.util.HashSet;
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
    /** Of its latest two descriptions. */
    private volatile Set<String> usernameFragments = Set.of();
    /** Of its latest description; owned by the meeting's lane. */
    private Set<String> described = Set.of();

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

    /** The ICE generations that its candidates may be of. */
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

    /** Its id is another's now. */
    void isElsewhere() {
        senderId = "";
    }

    void introduced(PeerHello said) {
        hello = said;
    }

    /** Where offers cross, the candidates of two generations are under way: the one before is remembered too. */
    void described(RemoteDescription description) {
        Set<String> both = new HashSet<>(described);
        both.addAll(description.usernameFragments());
        usernameFragments = Set.copyOf(both);
        described = description.usernameFragments();
    }

    /** The relay may give everybody another id now. */
    void forgetSender() {
        senderId = "";
    }

    /** Whether it leaves alone what is for another. */
    boolean understandsAddresses() {
        PeerHello said = hello;
        return said != null && said.capabilities().contains(PeerHello.ADDRESSING);
    }

    /** Whether it decides as we do which offer stands where two cross. */
    boolean negotiatesPerfectly() {
        PeerHello said = hello;
        return said != null && said.capabilities().contains(PeerHello.PERFECT_NEGOTIATION);
    }

    /** Whether the agent gives way to it where offers cross. */
    Politeness politeness(PeerKey own) {
        return negotiatesPerfectly() ? Politeness.between(own, key) : Politeness.POLITE;
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
