package dev.peerscribe.passthrough;

/**
 * How much came of what a client says before it changes keys: its certificate, its half of the key exchange and the proof
 * of the certificate (RFC 5246 §7.3), in the handshake messages of RFC 6347 §4.2.2. Fragments count in the order in which
 * they were sent; where they overtook each other the flight just never counts as whole.
 */
final class ClientFlight {
    private static final int HANDSHAKE = 22;
    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    private static final int[] MESSAGES = {11, 16, 15};

    /** By message: the bytes that came of it, and those that it has, negative while that is not known. */
    private final int[] reached = new int[MESSAGES.length];

    private final int[] lengths = {-1, -1, -1};

    /** Takes note of a datagram; what is no record of a handshake without keys is nothing of it. */
    void add(byte[] datagram) {
        int at = 0;
        while (datagram.length - at >= RECORD_HEADER) {
            int from = at + RECORD_HEADER;
            int end = from + number(datagram, at + 11, 2);
            if (end > datagram.length) {
                return;
            }
            if (datagram[at] == HANDSHAKE && number(datagram, at + 3, 2) == 0) {
                messages(datagram, from, end);
            }
            at = end;
        }
    }

    private void messages(byte[] datagram, int from, int end) {
        int at = from;
        while (end - at >= MESSAGE_HEADER) {
            int length = number(datagram, at + 9, 3);
            for (int i = 0; i < MESSAGES.length; i++) {
                if (datagram[at] == MESSAGES[i] && number(datagram, at + 6, 3) == reached[i]) {
                    lengths[i] = number(datagram, at + 1, 3);
                    reached[i] += length;
                }
            }
            at += MESSAGE_HEADER + length;
        }
    }

    /** Whether nothing is missing that a change of keys could have overtaken. */
    boolean isWhole() {
        for (int i = 0; i < MESSAGES.length; i++) {
            if (reached[i] != lengths[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int at, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
