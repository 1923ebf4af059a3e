package dev.peerscribe.passthrough;

import java.util.BitSet;

/**
 * How much came of what a client says before it changes keys: its certificate, its half of the key exchange and, where
 * the certificate is none of zero length, the proof of it (RFC 5246 §7.3).
 */
final class ClientFlight {
    private static final int CERTIFICATE = 0;
    private static final int PROOF = 2;
    private static final int[] MESSAGES = {11, 16, 15};
    /** Bytes of a certificate message that has none. */
    private static final int NO_CERTIFICATE = 3;

    /** By message: its length, negative while that is not known. */
    private final int[] lengths = {-1, -1, -1};
    /** By message: which bytes of it came. */
    private final BitSet[] came = {new BitSet(), new BitSet(), new BitSet()};

    /** Takes note of a datagram that {@link DtlsGate} let through; what is no record of a handshake without keys is nothing of it. */
    void add(byte[] datagram) {
        int at = 0;
        while (datagram.length - at >= DtlsRecord.HEADER) {
            int end = DtlsRecord.end(datagram, at, datagram.length);
            if (datagram[at] == DtlsRecord.HANDSHAKE && DtlsRecord.isClear(datagram, at)) {
                messages(datagram, at + DtlsRecord.HEADER, end);
            }
            at = end;
        }
    }

    private void messages(byte[] datagram, int from, int end) {
        int at = from;
        while (end - at >= DtlsRecord.MESSAGE_HEADER) {
            int length = DtlsRecord.fragmentLength(datagram, at);
            int next = at + DtlsRecord.MESSAGE_HEADER + length;
            for (int i = 0; i < MESSAGES.length; i++) {
                if (datagram[at] == MESSAGES[i] && next <= end) {
                    int offset = DtlsRecord.fragmentOffset(datagram, at);
                    add(i, DtlsRecord.messageLength(datagram, at), offset, offset + length);
                }
            }
            at = next;
        }
    }

    private void add(int message, int length, int from, int to) {
        if (lengths[message] < 0) {
            lengths[message] = length;
        }
        if (to <= lengths[message]) {
            came[message].set(from, to);
        }
    }

    /** Whether nothing is missing that a change of keys could have overtaken. */
    boolean isWhole() {
        for (int i = 0; i < MESSAGES.length; i++) {
            boolean wanted = i != PROOF || lengths[CERTIFICATE] != NO_CERTIFICATE;
            if (wanted && came[i].cardinality() != lengths[i]) {
                return false;
            }
        }
        return true;
    }
}
