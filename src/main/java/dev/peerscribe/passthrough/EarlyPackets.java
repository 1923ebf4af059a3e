package dev.peerscribe.passthrough;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies of the media that overtook the end of the handshake: the peer may send as soon as it has its keys, which is
 * before we have ours. Used under its owner's lock.
 */
final class EarlyPackets {
    /** Two key frames of a large picture. */
    static final int MAX_BYTES = 512 * 1_024;

    private final List<byte[]> packets = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private int bytes;

    /** Keeps a packet; false where there is no room. */
    boolean add(byte[] buffer, int offset, int length, long nanos) {
        if (bytes + length > MAX_BYTES) {
            return false;
        }
        byte[] copy = new byte[length];
        System.arraycopy(buffer, offset, copy, 0, length);
        packets.add(copy);
        times.add(nanos);
        bytes += length;
        return true;
    }

    /** Hands every packet over in order and forgets it. */
    void drain(Media media) {
        for (int i = 0; i < packets.size(); i++) {
            byte[] packet = packets.get(i);
            media.packet(packet, 0, packet.length, times.get(i));
        }
        clear();
    }

    void clear() {
        packets.clear();
        times.clear();
        bytes = 0;
    }

    /** Who takes packets. */
    @FunctionalInterface
    interface Media {
        void packet(byte[] buffer, int offset, int length, long nanos);
    }
}
