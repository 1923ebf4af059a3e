package dev.peerscribe.hostile;

import dev.peerscribe.passthrough.SenderConnection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * Somebody on the way who sees all that a peer sends and sends in its name, but has no keys. Each kind of packet has its
 * turn as often. Used by one thread.
 */
public final class Stranger {
    /** As many packets are sent before it looks again at what the peer sends. */
    private static final int FRESH = 500;

    private final SenderConnection peer;
    private final Random random;
    private final StunMessages stun;
    private final DtlsRecords dtls;
    private List<byte[]> seen = List.of();
    private int sent;

    public Stranger(SenderConnection peer, long seed) {
        this.peer = peer;
        this.random = new Random(seed);
        this.stun = new StunMessages(random);
        this.dtls = new DtlsRecords(random);
    }

    /** Sends one packet. */
    public void send() {
        if (sent++ % FRESH == 0) {
            seen = peer.recentlyProtected();
        }
        byte[] packet = next();
        peer.sendRaw(packet, packet.length);
    }

    private byte[] next() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Bytes.changed(random, oneSeen(), 0, 6);
            case 2 -> Bytes.otherLength(random, oneSeen());
            case 3 -> ofAnotherSource();
            case 4 -> oneSeen(); // again
            case 5 -> stun.any(peer, false);
            case 6 -> dtls.any();
            default -> garbage();
        };
    }

    private byte[] oneSeen() {
        return seen.isEmpty() ? garbage() : seen.get(random.nextInt(seen.size()));
    }

    private byte[] ofAnotherSource() {
        byte[] packet = oneSeen().clone();
        boolean rtcp = packet.length > 12 && (packet[1] & 0x7f) >= 64 && (packet[1] & 0x7f) <= 95;
        if (packet.length > 12) {
            ByteBuffer.wrap(packet).putInt(rtcp ? 4 : 8, random.nextInt());
        }
        return packet;
    }

    /** Of every first byte and every length, none included. */
    private byte[] garbage() {
        return Bytes.random(random, random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(1_400));
    }
}
