package dev.peerscribe.sender;

import java.nio.charset.StandardCharsets;

/**
 * Writes the headers of one stream's packets (RFC 3550 §5.1) with one-byte extensions (RFC 8285 §4.2); an extension with
 * identifier 0 is left out.
 *
 * @param mid the media section it is of
 */
record RtpHeaders(String mid, int midId, int transportCcId, int absSendTimeId) {
    /** The fixed header and all extensions, with a MID of 16 bytes. */
    static final int LONGEST = 12 + 4 + 17 + 3 + 4 + 3;

    private static final int ONE_BYTE = 0xBEDE;

    /**
     * Writes a header at the beginning of {@code into}.
     *
     * @return where the payload goes
     */
    int write(
            byte[] into,
            int payloadType,
            boolean marker,
            int sequence,
            int timestamp,
            int ssrc,
            int transportSequence,
            long nanos) {
        into[0] = (byte) 0x80;
        into[1] = (byte) (payloadType | (marker ? 0x80 : 0));
        put16(into, 2, sequence);
        put32(into, 4, timestamp);
        put32(into, 8, ssrc);
        int at = 16;
        if (midId != 0) {
            byte[] name = mid.getBytes(StandardCharsets.US_ASCII);
            into[at++] = (byte) (midId << 4 | name.length - 1);
            System.arraycopy(name, 0, into, at, name.length);
            at += name.length;
        }
        if (transportCcId != 0) {
            into[at++] = (byte) (transportCcId << 4 | 1);
            put16(into, at, transportSequence);
            at += 2;
        }
        if (absSendTimeId != 0) {
            into[at++] = (byte) (absSendTimeId << 4 | 2);
            int time = absSendTime(nanos);
            into[at++] = (byte) (time >> 16);
            put16(into, at, time);
            at += 2;
        }
        if (at == 16) {
            return 12;
        }
        while (at % 4 != 0) {
            into[at++] = 0;
        }
        into[0] |= 0x10;
        put16(into, 12, ONE_BYTE);
        put16(into, 14, (at - 16) / 4);
        return at;
    }

    /** Seconds as 6.18 fixed point. */
    private static int absSendTime(long nanos) {
        long inRange = Math.floorMod(nanos, 64_000_000_000L);
        return (int) ((inRange << 18) / 1_000_000_000L) & 0xff_ffff;
    }

    static void put16(byte[] into, int at, int value) {
        into[at] = (byte) (value >> 8);
        into[at + 1] = (byte) value;
    }

    static void put32(byte[] into, int at, int value) {
        put16(into, at, value >> 16);
        put16(into, at + 2, value);
    }
}
