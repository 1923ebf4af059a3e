package dev.peerscribe.rtp;

import java.util.PriorityQueue;
import java.util.Random;

/** A way through a network on virtual time: what it loses, delays, brings out of order, or twice. */
final class SimulatedNetwork {
    private final Random random;
    private final PriorityQueue<Packet> underWay = new PriorityQueue<>();
    private long count;
    private long lastArrival = Long.MIN_VALUE;

    double loss;
    double duplication;
    long delay = 25_000_000L;
    long jitter;
    boolean reorders;
    long awayFrom = Long.MAX_VALUE;
    long awayTo = Long.MAX_VALUE;

    SimulatedNetwork(long seed) {
        random = new Random(seed);
    }

    void send(byte[] packet, long nanos) {
        if (random.nextDouble() < loss || (nanos >= awayFrom && nanos < awayTo)) {
            return;
        }
        do {
            long arrival = nanos + delay + (long) (random.nextDouble() * jitter);
            if (!reorders) {
                arrival = Math.max(arrival, lastArrival);
            }
            lastArrival = Math.max(lastArrival, arrival);
            underWay.add(new Packet(arrival, count++, packet));
        } while (random.nextDouble() < duplication);
    }

    /** When the next packet arrives; {@link Long#MAX_VALUE} where none is under way. */
    long next() {
        return underWay.isEmpty() ? Long.MAX_VALUE : underWay.peek().arrival;
    }

    byte[] receive() {
        return underWay.remove().bytes;
    }

    private record Packet(
            long arrival,
            long number,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes) implements Comparable<Packet> {
        @Override
        public int compareTo(Packet other) {
            return arrival == other.arrival ? Long.compare(number, other.number) : Long.compare(arrival, other.arrival);
        }
    }
}
