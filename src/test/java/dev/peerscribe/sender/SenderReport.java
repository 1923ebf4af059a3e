package dev.peerscribe.sender;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes what a sender says of its sources (RFC 3550 §6.4.1, §6.5, §6.6), as one compound packet at a time. */
final class SenderReport {
    private static final int SENDER_REPORT = 200;
    private static final int DESCRIPTION = 202;
    private static final int GOODBYE = 203;

    private final ByteBuffer packet = ByteBuffer.allocate(256);
    private final byte[] name;

    SenderReport(String cname) {
        name = cname.getBytes(StandardCharsets.UTF_8);
    }

    /** Begins a packet with the report of a source. */
    SenderReport begin(int ssrc, long ntp, int timestamp, long packets, long octets) {
        packet.clear();
        header(0, SENDER_REPORT, 6);
        packet.putInt(ssrc).putLong(ntp).putInt(timestamp).putInt((int) packets).putInt((int) octets);
        int words = (4 + 2 + name.length + 1 + 3) / 4;
        header(1, DESCRIPTION, words);
        int end = packet.position() + 4 * words;
        packet.putInt(ssrc).put((byte) 1).put((byte) name.length).put(name);
        while (packet.position() < end) {
            packet.put((byte) 0);
        }
        return this;
    }

    SenderReport goodbye(int ssrc) {
        header(1, GOODBYE, 1);
        packet.putInt(ssrc);
        return this;
    }

    byte[] bytes() {
        return packet.array();
    }

    int length() {
        return packet.position();
    }

    private void header(int count, int type, int words) {
        packet.put((byte) (0x80 | count)).put((byte) type).putShort((short) words);
    }
}
