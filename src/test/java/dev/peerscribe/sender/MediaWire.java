package dev.peerscribe.sender;

/** The way out of one sender: one packet at a time, numbered over all its streams. Guarded by itself. */
final class MediaWire {
    /** Above what any packet has, with its header and what SRTP adds. */
    private static final int ROOM = 2048;

    private final Path path;
    private final byte[] scratch = new byte[ROOM];
    private int transportSequence;
    private long refused;

    /** What protects and sends. */
    interface Path {
        /** Takes a packet, which it may change and lengthen in place; false where it was not sent. */
        boolean rtp(byte[] packet, int length);

        boolean rtcp(byte[] packet, int length);
    }

    /** A packet as it is to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    record Packet(int payloadType, boolean marker, int sequence, int timestamp, int ssrc, byte[] payload) {}

    MediaWire(Path path) {
        this.path = path;
    }

    synchronized void send(RtpHeaders headers, Packet packet, long nanos) {
        int at = header(headers, packet, nanos);
        finish(at, packet.payload);
    }

    /** Sends a retransmission: {@code original} is the sequence number that it had (RFC 4588 §4). */
    synchronized void sendAgain(RtpHeaders headers, Packet packet, int original, long nanos) {
        int at = header(headers, packet, nanos);
        RtpHeaders.put16(scratch, at, original);
        finish(at + 2, packet.payload);
    }

    synchronized boolean sendRtcp(byte[] packet, int length) {
        System.arraycopy(packet, 0, scratch, 0, length);
        return path.rtcp(scratch, length);
    }

    /** Packets that the path did not take. */
    synchronized long refused() {
        return refused;
    }

    private int header(RtpHeaders headers, Packet packet, long nanos) {
        return headers.write(
                scratch,
                packet.payloadType,
                packet.marker,
                packet.sequence,
                packet.timestamp,
                packet.ssrc,
                transportSequence++ & 0xffff,
                nanos);
    }

    private void finish(int at, byte[] payload) {
        System.arraycopy(payload, 0, scratch, at, payload.length);
        if (!path.rtp(scratch, at + payload.length)) {
            refused++;
        }
    }
}
