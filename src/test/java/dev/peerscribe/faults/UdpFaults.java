package dev.peerscribe.faults;

import java.time.Duration;

/**
 * What befalls datagrams on one way through a {@link UdpFaultProxy}. Begin with {@link #none()}.
 *
 * @param loss share of datagrams that vanish, 0 to 1
 * @param duplication share of datagrams that come twice, 0 to 1
 * @param delay what each is late by
 * @param jitter what each may be late by beyond that, evenly spread
 * @param reordering whether jitter lets one overtake another
 * @param bitsPerSecond what the way carries; 0 for any amount
 * @param backlog how much of what it cannot carry waits, as time; what comes beyond that vanishes
 * @param sparesStun whether STUN (RFC 7983 §7) is not lost, doubled or late, so that a path stays up whatever happens to
 *     media
 */
public record UdpFaults(
        double loss,
        double duplication,
        Duration delay,
        Duration jitter,
        boolean reordering,
        long bitsPerSecond,
        Duration backlog,
        boolean sparesStun) {
    private static final UdpFaults NONE =
            new UdpFaults(0, 0, Duration.ZERO, Duration.ZERO, false, 0, Duration.ofMillis(200), false);

    /** A way that everything passes in order and at once. */
    public static UdpFaults none() {
        return NONE;
    }

    /** As these, but losing this share. */
    public UdpFaults losing(double share) {
        return new UdpFaults(share, duplication, delay, jitter, reordering, bitsPerSecond, backlog, sparesStun);
    }

    /** As these, but doubling this share. */
    public UdpFaults doubling(double share) {
        return new UdpFaults(loss, share, delay, jitter, reordering, bitsPerSecond, backlog, sparesStun);
    }

    /** As these, but late. */
    public UdpFaults delaying(Duration each) {
        return new UdpFaults(loss, duplication, each, jitter, reordering, bitsPerSecond, backlog, sparesStun);
    }

    /** As these, but unevenly late, in order. */
    public UdpFaults jittering(Duration most) {
        return new UdpFaults(loss, duplication, delay, most, false, bitsPerSecond, backlog, sparesStun);
    }

    /** As these, but unevenly late, so that one overtakes another. */
    public UdpFaults shuffling(Duration most) {
        return new UdpFaults(loss, duplication, delay, most, true, bitsPerSecond, backlog, sparesStun);
    }

    /** As these, but with a bottleneck and the queue before it. */
    public UdpFaults carrying(long most, Duration queue) {
        return new UdpFaults(loss, duplication, delay, jitter, reordering, most, queue, sparesStun);
    }

    /** As these, but for STUN. */
    public UdpFaults sparingStun() {
        return new UdpFaults(loss, duplication, delay, jitter, reordering, bitsPerSecond, backlog, true);
    }

    boolean holdsBack() {
        return bitsPerSecond > 0 || !delay.isZero() || !jitter.isZero();
    }
}
