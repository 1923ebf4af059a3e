package dev.peerscribe.passthrough;

/** Where a datagram has its DTLS records (RFC 6347 §4.1), and those their handshake messages (§4.2.2). */
final class DtlsRecord {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;

    /** Bytes before what a record holds. */
    static final int HEADER = 13;
    /** Bytes before what a handshake message or a fragment of it holds. */
    static final int MESSAGE_HEADER = 12;

    private DtlsRecord() {}

    /** Where the record that begins at {@code at} ends; where the datagram does, if that is cut short. */
    static int end(byte[] datagram, int at, int datagramEnd) {
        return Math.min(datagramEnd, at + HEADER + number(datagram, at + 11, 2));
    }

    /** Whether a record has no keys. */
    static boolean isClear(byte[] datagram, int at) {
        return number(datagram, at + 3, 2) == 0;
    }

    /** Bytes that a whole message has. */
    static int messageLength(byte[] datagram, int message) {
        return number(datagram, message + 1, 3);
    }

    /** Which of them a fragment begins with. */
    static int fragmentOffset(byte[] datagram, int message) {
        return number(datagram, message + 6, 3);
    }

    /** How many of them a fragment has. */
    static int fragmentLength(byte[] datagram, int message) {
        return number(datagram, message + 9, 3);
    }

    private static int number(byte[] bytes, int at, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
