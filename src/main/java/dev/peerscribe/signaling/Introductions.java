package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who introduced itself on this link and under which id the others know us. Owned by the connection's loop; only
 * {@link #addressable} is for other threads too.
 */
final class Introductions {
    private static final int REPLY_BURST = 16;
    private static final long NANOS_A_REPLY = 250_000_000L;

    /** By sender id; the oldest go first: a peer that is forgotten is no longer named, which it need not notice. */
    private final Map<String, PeerHello> peers;
    /**
     * Our id as each peer told it. Not one for all: a peer that tells a wrong one must not make us deaf to what the others
     * address to us.
     */
    private final Map<PeerKey, String> ownIds;

    /** Whose key a sender id is, for those that introduced themselves on this link. */
    private final Map<String, PeerKey> keys;

    private String nonce = "";
    /** The one before it on this link, which may still be answered. */
    private String formerNonce = "";
    /** Whether introductions went unanswered for want of credit. */
    private boolean owing;

    private long replyCredit;
    private long replyCreditAt;

    Introductions(int maxPeers) {
        this.peers = Collections.synchronizedMap(new Bounded<>(maxPeers));
        this.ownIds = new Bounded<>(maxPeers);
        this.keys = new Bounded<>(maxPeers);
    }

    /** A new link gives everybody new ids. */
    void startAnew(String ownNonce, long now) {
        peers.clear();
        ownIds.clear();
        keys.clear();
        nonce = ownNonce;
        formerNonce = "";
        owing = false;
        replyCredit = REPLY_BURST;
        replyCreditAt = now;
    }

    /** We introduced ourselves once more on the same link. */
    void askAnew(String ownNonce) {
        formerNonce = nonce;
        nonce = ownNonce;
    }

    /** Whether a peer said that it understands to be named. */
    boolean addressable(String senderId) {
        PeerHello hello = peers.get(senderId);
        return hello != null && hello.capabilities().contains(PeerHello.ADDRESSING);
    }

    /** The key of a peer that introduced itself on this link. */
    @Nullable
    PeerKey keyOf(String senderId) {
        return keys.get(senderId);
    }

    /** Whether a message names a peer that we know not to be. */
    boolean forSomeoneElse(@Nullable String to) {
        return to != null && !to.isEmpty() && !ownIds.isEmpty() && !ownIds.containsValue(to);
    }

    /** Whether an introduction answers one with which we asked on this link. */
    boolean answersOurs(HelloCodec.Introduction introduction) {
        String answered = introduction.inReplyTo();
        return answered != null && !answered.isEmpty() && (answered.equals(nonce) || answered.equals(formerNonce));
    }

    void add(String senderId, @Nullable String to, HelloCodec.Introduction introduction) {
        if (!senderId.isEmpty()) {
            peers.put(senderId, introduction.hello());
            keys.put(senderId, introduction.key());
        }
        if (to != null && !to.isEmpty() && answersOurs(introduction)) {
            ownIds.put(introduction.key(), to);
        }
    }

    /** Whether an introduction is to be answered: only one that opens, and only so many a second. */
    boolean owesReply(HelloCodec.Introduction introduction, long now) {
        if (introduction.inReplyTo() != null) {
            return false;
        }
        earn(now);
        if (replyCredit == 0) {
            owing = true;
            return false;
        }
        replyCredit--;
        return true;
    }

    /** Somebody is to be asked anew. */
    void owe() {
        owing = true;
    }

    /** Whether introductions went unanswered that one to everybody can answer now; true once. */
    boolean owesAll(long now) {
        if (!owing) {
            return false;
        }
        earn(now);
        if (replyCredit < REPLY_BURST / 2) {
            return false;
        }
        owing = false;
        replyCredit = 0;
        return true;
    }

    private void earn(long now) {
        long earned = (now - replyCreditAt) / NANOS_A_REPLY;
        replyCredit = Math.min(REPLY_BURST, replyCredit + earned);
        replyCreditAt += earned * NANOS_A_REPLY;
    }

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int max;

        Bounded(int max) {
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
