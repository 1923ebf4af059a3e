package dev.peerscribe.media;

import java.time.Duration;

/**
 * Finds out whether a peer that closed its data channel has left: a peer that leaves closes it at once, while the
 * transport notices seconds later. Used on the session's lane.
 */
final class Farewell {
    /** Longer than any pause between the packets of a peer that sends, even one that sends silence sparingly (RFC 7587). */
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** What was under way when it left still comes; who sends on after so many looks stays without a channel. */
    private static final int LOOKS = 6;

    private final MediaSession session;
    private final Lane lane;

    Farewell(MediaSession session, Lane lane) {
        this.session = session;
        this.lane = lane;
    }

    /** The channel of {@code link} closed: see what still comes. */
    void textClosed(ActiveLink link) throws InterruptedException {
        if (session.state() == PeerState.DISCONNECTED) {
            session.left();
            return;
        }
        if (session.state() != PeerState.CONNECTED) {
            return; // a peer that wants no channel; whether it ever connects is the deadline's business
        }
        link.suspend(true);
        link.refreshStatistics();
        look(link, LOOKS);
    }

    private void look(ActiveLink link, int looks) {
        long before = link.bytes();
        lane.after(PAUSE, () -> endUnlessHeardSince(link, before, looks));
    }

    private void endUnlessHeardSince(ActiveLink link, long before, int looks) {
        if (!session.owns(link)) {
            return;
        }
        try {
            link.refreshStatistics();
        } catch (InterruptedException e) {
            session.interrupted();
            return;
        }
        if (link.bytes() <= before) {
            session.left();
            return;
        }
        link.suspend(session.state() == PeerState.DISCONNECTED);
        if (looks > 1) {
            look(link, looks - 1);
        }
    }
}
