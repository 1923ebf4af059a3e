package dev.peerscribe.passthrough;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Packets that tests send. */
final class Packets {
    private static final int PAYLOAD = 1_000;

    private Packets() {}

    /** An RTP packet whose payload tells its sequence number. */
    static byte[] rtp(int ssrc, int sequence) {
        byte[] packet = new byte[12 + PAYLOAD];
        Arrays.fill(packet, (byte) sequence);
        ByteBuffer.wrap(packet)
                .put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequence)
                .putInt(sequence * 3_000)
                .putInt(ssrc);
        return packet;
    }

    /** An RTCP receiver report with one block about {@code about} (RFC 3550 §6.4.2). */
    static byte[] receiverReport(int ssrc, int about) {
        byte[] packet = new byte[32];
        ByteBuffer.wrap(packet)
                .put((byte) 0x81)
                .put((byte) 201)
                .putShort((short) 7)
                .putInt(ssrc)
                .putInt(about);
        return packet;
    }

    static int sequence(byte[] rtp) {
        return ByteBuffer.wrap(rtp).getShort(2) & 0xffff;
    }
}
