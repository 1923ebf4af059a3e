package dev.peerscribe.rtp;

import java.util.ArrayDeque;

/** Room for the packets of a session that wait for others, a part of it kept for later; {@link HeldMemory} bounds it. */
final class PacketPool {
    /** A packet on an Ethernet, and a little. */
    private static final int USUAL = 1536;

    private static final int KEPT = 256;

    private final ArrayDeque<MediaPacket> free = new ArrayDeque<>(); // owned by the session, as is the next
    private int taken;

    /** A copy of a packet. */
    MediaPacket copy(MediaPacket packet) {
        int size = Math.max(USUAL, packet.length);
        taken += size;
        MediaPacket found = size == USUAL ? free.pollLast() : null;
        MediaPacket copy = found == null ? new MediaPacket(new byte[size]) : found;
        copy.copy(packet);
        return copy;
    }

    void giveBack(MediaPacket packet) {
        taken -= packet.data.length;
        if (packet.data.length == USUAL && free.size() < KEPT) {
            free.addLast(packet);
        }
    }

    /** Bytes that are out. */
    int taken() {
        return taken;
    }
}
