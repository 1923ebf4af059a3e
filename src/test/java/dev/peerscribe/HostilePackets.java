package dev.peerscribe;

import dev.peerscribe.passthrough.SenderConnection;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Throws packets that are wrong in every way into a live connection, in bursts that a receiver can take, so that what is
 * not received was not lost on the way. The same seed throws the same packets. One thread.
 */
final class HostilePackets {
    private static final int BURST = 64;
    /** A second. */
    private static final int PACE = 40_000;

    private static final int SOURCES = 40;
    private static final int MOST_BYTES = 1_100;
    private static final int[] PAYLOAD_TYPES = {96, 97, 111, 98, 63, 127};

    private final SenderConnection connection;
    private final Random random;
    /** The number of the latest packet by source, since SRTP protects each number once. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private final byte[] packet = new byte[MOST_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(packet);

    HostilePackets(SenderConnection connection, long seed) {
        this.connection = connection;
        this.random = new Random(seed);
    }

    /** What somebody sends who does not have the keys. */
    void outsider(int packets) {
        paced(packets, this::outsider);
    }

    /** What a peer sends who does: packets that are authentic and mean harm, of sources beside its own. */
    void insider(int packets) {
        paced(packets, this::insider);
    }

    private void paced(int packets, Runnable one) {
        long begun = System.nanoTime();
        for (int i = 0; i < packets; i++) {
            one.run();
            if (i % BURST == BURST - 1) {
                long due = begun + i * (1_000_000_000L / PACE);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        }
    }

    private void outsider() {
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? MOST_BYTES : 200);
        random.nextBytes(packet);
        switch (random.nextInt(6)) {
            case 0 -> stun();
            case 1 -> dtls();
            case 2 -> {
                buffer.put(0, (byte) (0x80 | random.nextInt(64)));
                buffer.put(1, (byte) payloadType());
                buffer.putInt(8, source());
            }
            case 3 -> report(length);
            case 4 -> packet[0] = (byte) random.nextInt(256);
            default -> packet[0] = (byte) (128 + random.nextInt(64));
        }
        connection.sendRaw(packet, length);
    }

    /** RFC 8489 §5: a type, a length that may be wrong, the cookie, and attributes of nothing. */
    private void stun() {
        buffer.putShort(0, (short) new int[] {1, 0x101, 0x111, 0x11, 3, random.nextInt(0x4000)}[random.nextInt(6)]);
        buffer.putShort(2, (short) (random.nextBoolean() ? 4 * random.nextInt(40) : random.nextInt(0x10000)));
        buffer.putInt(4, 0x2112a442);
        buffer.putShort(20, (short) new int[] {6, 8, 0x24, 0x25, 0x20, 0x8029}[random.nextInt(6)]);
        buffer.putShort(22, (short) random.nextInt(64));
    }

    /** RFC 6347 §4.1: a record of any type, also alerts and another hello. */
    private void dtls() {
        packet[0] = (byte) (20 + random.nextInt(6));
        buffer.putShort(1, (short) 0xfefd);
        buffer.putShort(3, (short) random.nextInt(3));
        buffer.putShort(11, (short) random.nextInt(random.nextInt(10) == 0 ? 0x10000 : 200));
        packet[13] = (byte) random.nextInt(21);
    }

    private void insider() {
        int length = 16 + random.nextInt(random.nextInt(10) == 0 ? MOST_BYTES - 16 : 200);
        random.nextBytes(packet);
        try {
            if (random.nextInt(3) == 0) {
                report(length);
                connection.sendRtcp(packet, length);
            } else {
                rtp();
                connection.sendRtp(packet, length);
            }
        } catch (IllegalArgumentException e) {
            // The sender's SRTP does not take a packet that is so wrong; it goes as it is.
            connection.sendRaw(packet, length);
        }
    }

    /** RFC 3550 §5.1: padding, extension and contributing sources as chance has it. */
    private void rtp() {
        int source = source();
        buffer.put(0, (byte) (0x80 | random.nextInt(64)));
        buffer.put(1, (byte) (payloadType() | random.nextInt(2) << 7));
        buffer.putShort(2, (short)
                (int) numbers.merge(source, 1 + (random.nextInt(50) == 0 ? random.nextInt(300) : 0), Integer::sum));
        buffer.putInt(8, source);
        int extension = 12 + 4 * (packet[0] & 0xf);
        buffer.putShort(extension, (short) (random.nextBoolean() ? 0xbede : 0x1000));
        buffer.putShort(extension + 2, (short) (random.nextInt(20) == 0 ? random.nextInt(0x10000) : random.nextInt(4)));
    }

    /** RFC 3550 §6, RFC 4585 §6: any type, any count, a length that is often right. */
    private void report(int length) {
        buffer.put(0, (byte) (0x80 | random.nextInt(64)));
        buffer.put(1, (byte) (200 + random.nextInt(8)));
        buffer.putShort(2, (short) (random.nextBoolean() ? length / 4 - 1 : random.nextInt(0x10000)));
        buffer.putInt(4, source());
    }

    private int payloadType() {
        return PAYLOAD_TYPES[random.nextInt(PAYLOAD_TYPES.length)];
    }

    private int source() {
        return 1_000_000 + random.nextInt(SOURCES);
    }
}
