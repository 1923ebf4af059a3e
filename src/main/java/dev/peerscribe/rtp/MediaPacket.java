package dev.peerscribe.rtp;

/** A packet of media, with or without bytes of its own; a retransmission looks as what it repeats. */
final class MediaPacket {
    // All owned by whoever took it from the pool, or by the source while it hands it on.
    byte[] data;
    int offset;
    int length;
    long sequence;
    long timestamp;
    boolean marker;
    int payloadType;
    int rotation;
    int audioLevel;

    MediaPacket(byte[] data) {
        this.data = data;
    }

    /** Becomes a copy of another one; its bytes have room. */
    void copy(MediaPacket other) {
        System.arraycopy(other.data, other.offset, data, 0, other.length);
        offset = 0;
        length = other.length;
        sequence = other.sequence;
        timestamp = other.timestamp;
        marker = other.marker;
        payloadType = other.payloadType;
        rotation = other.rotation;
        audioLevel = other.audioLevel;
    }
}
