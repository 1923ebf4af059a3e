package dev.peerscribe.rtp;

import java.util.Arrays;

/**
 * The packets of one source that are missing: when each is to be asked for (RFC 4585 §6.2.1), and when it is given up. A
 * packet is asked for as soon as it is not merely out of order, then once a round-trip time, ten times at most.
 */
final class MissingPackets {
    /** More are not followed up: a key frame is cheaper. */
    static final int MOST = 1000;

    private static final int MOST_TRIES = 10;
    private static final long NEVER = Long.MAX_VALUE;

    private final RoundTripTime roundTrip;
    private final Reordering reordering = new Reordering();

    // All owned by the source; by growing sequence numbers.
    private long[] sequences = new long[32];
    private long[] foundAt = new long[32];
    private long[] askedAt = new long[32];
    private int[] tries = new int[32];
    private int size;
    private long due = NEVER;

    MissingPackets(RoundTripTime roundTrip) {
        this.roundTrip = roundTrip;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The lowest number; larger than all where none is missing. */
    long first() {
        return size == 0 ? NEVER : sequences[0];
    }

    /**
     * Numbers from one to before another are missing, all above or all below those that are already known to be; false, and
     * nothing remembered, where they are too many.
     */
    boolean add(long from, long to, long since, long nanos) {
        int more = (int) Math.min(to - from, MOST + 1);
        if (size + more > MOST) {
            return false;
        }
        makeRoom(size + more);
        int at = size > 0 && from < sequences[0] ? 0 : size;
        move(at, at + more);
        for (int i = 0; i < more; i++) {
            sequences[at + i] = from + i;
            foundAt[at + i] = since;
            tries[at + i] = 0;
        }
        size += more;
        due = Math.min(due, nanos + reordering.patience(nanos));
        return true;
    }

    /**
     * A packet came after all.
     *
     * @param retransmission whether it came by RTX
     * @param onlyRetransmissions whether what is asked for comes by RTX only, so that anything else was out of order
     * @return whether it was missing
     */
    boolean arrived(long sequence, boolean retransmission, boolean onlyRetransmissions, long nanos) {
        int at = Arrays.binarySearch(sequences, 0, size, sequence);
        if (at < 0) {
            return false;
        }
        if (retransmission) {
            if (tries[at] == 1) { // of several requests nobody knows which was answered (Karn)
                roundTrip.sample(nanos - askedAt[at]);
            }
        } else if (tries[at] == 0 || onlyRetransmissions) {
            reordering.sample(nanos - foundAt[at], nanos);
        }
        move(at + 1, at);
        size--;
        return true;
    }

    /** When {@link #ask} has something to say, unless things change. */
    long due() {
        return size == 0 ? NEVER : due;
    }

    /** Fills in the numbers that are to be asked for now and says how many they are, at most {@link #MOST}. */
    int ask(long[] numbers, long nanos) {
        int count = 0;
        long patience = reordering.patience(nanos);
        long answered = roundTrip.answered();
        due = NEVER;
        for (int i = 0; i < size; i++) {
            if (tries[i] >= MOST_TRIES) {
                continue;
            }
            long at = tries[i] == 0 ? foundAt[i] + patience : askedAt[i] + answered;
            if (at <= nanos) {
                numbers[count++] = sequences[i];
                tries[i]++;
                askedAt[i] = nanos;
                at = nanos + answered;
            }
            due = Math.min(due, at);
        }
        return count;
    }

    /** Gives up what is missing for so long, or was asked for often enough; whether anything was. */
    boolean giveUp(long longest, long nanos) {
        long answered = roundTrip.answered();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            boolean hopeless =
                    nanos - foundAt[i] >= longest || (tries[i] >= MOST_TRIES && nanos - askedAt[i] >= answered);
            if (!hopeless) {
                if (kept < i) {
                    sequences[kept] = sequences[i];
                    foundAt[kept] = foundAt[i];
                    askedAt[kept] = askedAt[i];
                    tries[kept] = tries[i];
                }
                kept++;
            }
        }
        boolean any = kept < size;
        size = kept;
        return any;
    }

    /** Gives up everything below a number. */
    void giveUpBelow(long sequence) {
        int found = Arrays.binarySearch(sequences, 0, size, sequence);
        int below = found < 0 ? -found - 1 : found;
        move(below, 0);
        size -= below;
    }

    /** The path was away: what was asked for meanwhile was not heard. */
    void askAnew(long nanos) {
        Arrays.fill(foundAt, 0, size, nanos);
        Arrays.fill(tries, 0, size, 0);
        due = nanos;
    }

    private void move(int from, int to) {
        int count = size - from;
        if (count > 0 && from != to) {
            System.arraycopy(sequences, from, sequences, to, count);
            System.arraycopy(foundAt, from, foundAt, to, count);
            System.arraycopy(askedAt, from, askedAt, to, count);
            System.arraycopy(tries, from, tries, to, count);
        }
    }

    private void makeRoom(int count) {
        if (count > sequences.length) {
            int length = Math.max(count, 2 * sequences.length);
            sequences = Arrays.copyOf(sequences, length);
            foundAt = Arrays.copyOf(foundAt, length);
            askedAt = Arrays.copyOf(askedAt, length);
            tries = Arrays.copyOf(tries, length);
        }
    }
}
