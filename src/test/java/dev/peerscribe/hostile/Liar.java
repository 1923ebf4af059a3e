package dev.peerscribe.hostile;

import dev.peerscribe.passthrough.SenderConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A peer that protects nonsense with its own keys, so that it reaches the parsers: packets as its camera sends them, but
 * changed and of other sources, which claim to be of the same sections, and reports of these sources. Its true sources it
 * leaves alone, since what it says of them is its own to say. Used by one thread.
 */
public final class Liar {
    private static final int SOURCES = 24;
    private static final int FRESH = 500;
    private static final int MOST_TRIES = 100;
    private static final int FIXED_HEADER = 12;
    /** What one-byte extensions begin with (RFC 8285 §4.2), and two-byte ones but for their last four bits (§4.3). */
    private static final int ONE_BYTE = 0xBEDE;

    private static final int TWO_BYTE = 0x1000;

    private final SenderConnection connection;
    private final Random random;
    private final StunMessages stun;
    private final int[] sources = new int[SOURCES];
    private final int[] sequences = new int[SOURCES];
    private final int[] timestamps = new int[SOURCES];
    private List<byte[]> media = List.of();
    private int sent;
    private int sentMedia;

    public Liar(SenderConnection connection, long seed) {
        this.connection = connection;
        this.random = new Random(seed);
        this.stun = new StunMessages(random);
        for (int i = 0; i < SOURCES; i++) {
            sources[i] = random.nextInt();
            sequences[i] = random.nextInt(0x8000);
            timestamps[i] = random.nextInt();
        }
    }

    /** Sends one packet. */
    public void send() {
        if (sent++ % FRESH == 0) {
            refresh();
        }
        if (random.nextInt(20) == 0) {
            byte[] check = stun.any(connection, true);
            connection.sendRaw(check, check.length);
            return;
        }
        for (int i = 0; i < MOST_TRIES; i++) {
            boolean rtcp = media.isEmpty() || random.nextInt(4) == 0;
            byte[] packet = rtcp ? report() : packet();
            if (connection.forge(packet, packet.length, rtcp)) {
                sentMedia += rtcp ? 0 : 1;
                return;
            }
        }
        throw new IllegalStateException("nothing of all that can be protected");
    }

    /** Packets of RTP that it sent. */
    public int media() {
        return sentMedia;
    }

    private void refresh() {
        List<byte[]> found = new ArrayList<>();
        for (byte[] packet : connection.recentlyClear()) {
            if (!isRtcp(packet)) {
                found.add(packet);
            }
        }
        media = found;
    }

    private static boolean isRtcp(byte[] packet) {
        return (packet[1] & 0x7f) >= 64 && (packet[1] & 0x7f) <= 95;
    }

    private byte[] packet() {
        byte[] packet = media.get(random.nextInt(media.size()));
        int header = headerOf(packet);
        packet = switch (random.nextInt(10)) {
            case 0 -> Bytes.changed(random, packet, FIXED_HEADER, 6); // extensions, too
            case 1 -> Bytes.otherLength(random, packet);
            case 2 -> withContributors(packet);
            case 3 -> withExtensions(packet, header);
            case 4 -> withPadding(packet);
            case 5 -> withPayload(packet, header, Bytes.random(random, random.nextInt(1_000)));
            case 6 -> withPayload(packet, header, new byte[random.nextInt(3)]);
            default -> Bytes.changed(random, packet, header, 6);
        };
        if (packet.length < FIXED_HEADER) {
            packet = Arrays.copyOf(packet, FIXED_HEADER);
        }
        int source = random.nextInt(SOURCES);
        sequences[source] += random.nextInt(8) > 0 ? 1 : random.nextInt(random.nextBoolean() ? 20 : 3_000);
        timestamps[source] +=
                random.nextInt(3) > 0 ? 0 : random.nextInt(random.nextInt(50) == 0 ? Integer.MAX_VALUE : 3_000);
        if (packet[0] >= 0 || (packet[0] & 0x40) != 0) {
            packet[0] = (byte) ((packet[0] & 0x3f) | 0x80);
        }
        packet[1] = (byte) (payloadType(packet[1]) | (random.nextInt(4) == 0 ? 0x80 : packet[1] & 0x80));
        Bytes.put16(packet, 2, sequences[source]);
        Bytes.put32(packet, 4, timestamps[source]);
        Bytes.put32(packet, 8, sources[source]);
        return packet;
    }

    /** That of the picture, of retransmissions, of the sound, or any, but none of RTCP. */
    private int payloadType(byte before) {
        int any = random.nextInt(128);
        return switch (random.nextInt(10)) {
            case 0 -> any >= 64 && any <= 95 ? 0 : any;
            case 1, 2 -> 97;
            case 3 -> 96;
            case 4 -> 111;
            default -> before & 0x7f;
        };
    }

    private static int headerOf(byte[] packet) {
        int header = FIXED_HEADER + 4 * (packet[0] & 0x0f);
        return (packet[0] & 0x10) == 0
                ? header
                : header + 4 + 4 * (ByteBuffer.wrap(packet).getShort(header + 2) & 0xffff);
    }

    private byte[] withContributors(byte[] packet) {
        int count = random.nextInt(16);
        byte[] more = new byte[packet.length + 4 * count];
        System.arraycopy(packet, 0, more, 0, FIXED_HEADER);
        random.nextBytes(more);
        System.arraycopy(packet, 0, more, 0, FIXED_HEADER);
        System.arraycopy(packet, FIXED_HEADER, more, FIXED_HEADER + 4 * count, packet.length - FIXED_HEADER);
        more[0] = (byte) ((packet[0] & 0xf0) | count);
        return more.length > 1_300 ? Arrays.copyOf(more, 1_300) : more;
    }

    /** Extensions of either form, with any identifiers and lengths. */
    private byte[] withExtensions(byte[] packet, int header) {
        int words = random.nextInt(12);
        byte[] payload = Arrays.copyOfRange(packet, header, packet.length);
        byte[] more = new byte[FIXED_HEADER + 4 + 4 * words];
        random.nextBytes(more);
        System.arraycopy(packet, 0, more, 0, FIXED_HEADER);
        more[0] = (byte) ((packet[0] & 0xe0) | 0x10);
        int form = random.nextInt(4) == 0
                ? random.nextInt(0x10000)
                : random.nextBoolean() ? ONE_BYTE : TWO_BYTE + random.nextInt(16);
        Bytes.put16(more, FIXED_HEADER, form);
        Bytes.put16(more, FIXED_HEADER + 2, words);
        for (int at = FIXED_HEADER + 4; at + 1 < more.length; at += 2 + random.nextInt(6)) {
            more[at] = (byte) (form == ONE_BYTE ? random.nextInt(8) << 4 | random.nextInt(4) : random.nextInt(8));
            more[at + 1] = (byte) (random.nextBoolean() ? '0' + random.nextInt(3) : random.nextInt(8));
        }
        return withPayload(more, more.length, payload);
    }

    private byte[] withPadding(byte[] packet) {
        byte[] padded = packet.clone();
        padded[0] |= 0x20;
        padded[padded.length - 1] = (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt(256));
        return padded;
    }

    private static byte[] withPayload(byte[] packet, int header, byte[] payload) {
        byte[] whole = Arrays.copyOf(packet, Math.min(header + payload.length, 1_300));
        System.arraycopy(payload, 0, whole, header, whole.length - header);
        return whole;
    }

    /** A compound packet of every type there is and is not, whose lengths hold or do not. */
    private byte[] report() {
        ByteBuffer packet = ByteBuffer.allocate(1_200);
        for (int i = random.nextInt(5); i >= 0; i--) {
            int type = random.nextInt(4) == 0 ? 192 + random.nextInt(32) : 200 + random.nextInt(8);
            int count = random.nextBoolean() ? random.nextInt(4) : random.nextInt(32);
            int words = 1 + random.nextInt(random.nextInt(4) == 0 ? 50 : 8);
            packet.put((byte) (0x80 | (random.nextInt(10) == 0 ? 0x20 : 0) | count))
                    .put((byte) type);
            packet.putShort((short) (random.nextInt(8) == 0 ? random.nextInt(0x10000) : words));
            for (int word = 0; word < words; word++) {
                packet.putInt(random.nextInt(3) == 0 ? sources[random.nextInt(SOURCES)] : random.nextInt());
            }
        }
        packet.putInt(4, sources[random.nextInt(SOURCES)]);
        int length = random.nextInt(6) == 0 ? 8 + random.nextInt(packet.position() - 7) : packet.position();
        return Arrays.copyOf(packet.array(), length);
    }
}
