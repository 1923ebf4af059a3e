package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each peer, known by its signing key, said that it can do, and the key it is to be encrypted to. Written by the
 * connection's loop and read by its sender, so every method holds the lock.
 *
 * <p>It outlives a link: a reconnect must neither send what waited in clear nor forget who signs with a proof.
 */
final class Announcements {
    /** How long after a reconnect a peer that did not introduce itself again still counts as present. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Guarded by the announcements. */
    private static final class Peer {
        /** The relay's id on the current link; empty where it is not known. */
        String senderId = "";
        /** When its latest introduction was issued, by its own clock. */
        @Nullable
        Instant issued;

        @Nullable
        PeerKey encryptionKey;

        boolean bindsSignatures;
        boolean onThisLink;
        /** Said to have left since it was last heard. */
        boolean gone;
    }

    private final int maxRecipients;
    /** By signing key; who was not heard for longest goes first. Guarded by this. */
    private final Map<PeerKey, Peer> peers;
    /** When the current link opened, as {@link System#nanoTime()}; guarded by this. */
    private long linkSince;

    Announcements(int maxPeers, int maxRecipients) {
        this.maxRecipients = maxRecipients;
        this.peers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<PeerKey, Peer> eldest) {
                return size() > maxPeers;
            }
        };
    }

    /** A new link gives everybody new ids. */
    synchronized void startAnew(long now) {
        linkSince = now;
        peers.values().forEach(peer -> {
            peer.senderId = "";
            peer.onThisLink = false;
        });
    }

    /**
     * Takes an introduction, unless another of the same key is newer: else anybody who kept an old one could say it again. One
     * that answers ours is of now, whatever the peer's clock says.
     */
    synchronized boolean introduced(String senderId, HelloCodec.Introduction introduction, boolean answersOurs) {
        Peer peer = peers.computeIfAbsent(introduction.key(), key -> new Peer());
        if (!answersOurs && peer.issued != null && introduction.issued().isBefore(peer.issued)) {
            return false;
        }
        Set<String> capabilities = introduction.hello().capabilities();
        peer.senderId = senderId;
        peer.onThisLink = true;
        peer.gone = false;
        peer.issued = introduction.issued();
        peer.encryptionKey = capabilities.contains(PeerHello.ENCRYPTION) ? introduction.encryptionKey() : null;
        peer.bindsSignatures |= capabilities.contains(PeerHello.BOUND_SIGNATURE);
        return true;
    }

    /** A verified message of a peer that perhaps never introduced itself: such a one reads clear text only. */
    synchronized void heard(String senderId, PeerKey key, boolean bound) {
        Peer peer = peers.computeIfAbsent(key, absent -> new Peer());
        peer.onThisLink = true;
        peer.gone = false;
        peer.bindsSignatures |= bound;
        if (peer.senderId.isEmpty()) {
            peer.senderId = senderId;
        }
    }

    /** A peer is gone, and no recipient any more; that it signs with a proof is not forgotten. */
    synchronized void left(PeerKey key) {
        Peer peer = peers.get(key);
        if (peer != null) {
            peer.senderId = "";
            peer.onThisLink = false;
            peer.gone = true;
        }
    }

    /** Whether a peer is known to prove more than its text, so that a message without is not its own. */
    synchronized boolean bindsSignatures(PeerKey key) {
        Peer peer = peers.get(key);
        return peer != null && peer.bindsSignatures;
    }

    /** The signing key of a peer by its id on the current link. */
    synchronized @Nullable PeerKey keyOf(String senderId) {
        for (Map.Entry<PeerKey, Peer> peer : peers.entrySet()) {
            if (!senderId.isEmpty() && peer.getValue().senderId.equals(senderId)) {
                return peer.getKey();
            }
        }
        return null;
    }

    /**
     * Who can read a message to one peer, or to all where {@code to} is null or of an earlier link.
     *
     * @param keyed whether those without a key are left out, instead of being a reason to encrypt to nobody
     */
    synchronized Recipients recipients(@Nullable String to, boolean keyed, long now) {
        boolean toAll = to == null || to.isEmpty() || keyOf(to) == null;
        boolean grace = now - linkSince < GRACE_NANOS;
        Set<PeerKey> keys = new LinkedHashSet<>();
        boolean keyless = false;
        for (Peer peer : peers.values()) {
            boolean meant = toAll ? (peer.onThisLink || (grace && !peer.gone)) : peer.senderId.equals(to);
            PeerKey key = peer.encryptionKey;
            if (!meant) {
                continue;
            }
            if (key != null) {
                keys.add(key);
            } else if (keyed) {
                keyless = true;
            } else {
                return Recipients.none(RefusalCause.NO_ENCRYPTION_KEY);
            }
        }
        if (keys.isEmpty()) {
            return Recipients.none(keyless ? RefusalCause.NO_ENCRYPTION_KEY : RefusalCause.NOBODY_KNOWN);
        }
        return keys.size() > maxRecipients
                ? Recipients.none(RefusalCause.TOO_MANY_RECIPIENTS)
                : Recipients.of(List.copyOf(keys));
    }
}
