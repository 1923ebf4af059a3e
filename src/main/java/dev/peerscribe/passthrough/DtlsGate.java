package dev.peerscribe.passthrough;

import java.util.Arrays;

/**
 * Which records reach the library: not those that anybody may have sent and that would end the association or take room.
 * RFC 6347 §4.1.2.7 drops them, where the library fails.
 */
final class DtlsGate {
    /** Bytes that a handshake message may claim to have, which the library reserves; a certificate chain has less. */
    static final int MAX_MESSAGE = 1 << 15;

    /** Bytes that AES-GCM adds to a record: nonce and tag (RFC 5288 §3); we have no other cipher. */
    static final int PROTECTION = 8 + 16;

    private final TransportCounters counters;
    /** Set before anybody receives. */
    private boolean server;
    /** Set once, by the association. */
    private volatile boolean established;

    DtlsGate(TransportCounters counters) {
        this.counters = counters;
    }

    /** The association is passive: its last flight may be missed, and is repeated when the client repeats its own. */
    void server() {
        server = true;
    }

    /** The handshake is done: from now on what is in the clear is nothing but a client's repetition. */
    void established() {
        established = true;
    }

    /** A copy of a datagram with the records that may pass; what does not is counted. */
    byte[] admit(byte[] buffer, int offset, int length) {
        byte[] copy = new byte[length];
        int size = 0;
        int at = offset;
        int end = offset + length;
        while (end - at >= DtlsRecord.HEADER) {
            int next = DtlsRecord.end(buffer, at, end);
            if (mayPass(buffer, at, next)) {
                System.arraycopy(buffer, at, copy, size, next - at);
                size += next - at;
            }
            at = next;
        }
        if (at < end) {
            counters.malformed();
        }
        return size == length ? copy : Arrays.copyOf(copy, size);
    }

    private boolean mayPass(byte[] buffer, int at, int end) {
        boolean clear = DtlsRecord.isClear(buffer, at);
        boolean harmless = clear
                ? (established ? server && buffer[at] == DtlsRecord.HANDSHAKE : buffer[at] != DtlsRecord.ALERT)
                : end - at >= DtlsRecord.HEADER + PROTECTION;
        if (!harmless) {
            counters.unauthentic();
            return false;
        }
        if (clear && buffer[at] == DtlsRecord.HANDSHAKE && isHuge(buffer, at + DtlsRecord.HEADER, end)) {
            counters.malformed();
            return false;
        }
        return true;
    }

    private static boolean isHuge(byte[] buffer, int from, int end) {
        int at = from;
        while (end - at >= DtlsRecord.MESSAGE_HEADER) {
            if (DtlsRecord.messageLength(buffer, at) > MAX_MESSAGE) {
                return true;
            }
            at += DtlsRecord.MESSAGE_HEADER + DtlsRecord.fragmentLength(buffer, at);
        }
        return false;
    }
}
