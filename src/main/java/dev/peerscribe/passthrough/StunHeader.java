package dev.peerscribe.passthrough;

import java.nio.charset.StandardCharsets;

/** As much of a STUN message (RFC 8489 §5) as tells what to do with it before anybody parses it. */
final class StunHeader {
    static final int LENGTH = 20;

    private static final int COOKIE = 0x2112_A442;
    private static final int CLASS_MASK = 0x0110;
    private static final int INDICATION = 0x0010;
    private static final int BINDING_REQUEST = 0x0001;
    private static final int USERNAME = 0x0006;

    private StunHeader() {}

    /** Whether a datagram is a STUN message (RFC 7983 §7): by its first byte, its cookie and its length. */
    static boolean is(byte[] buffer, int offset, int length) {
        return length >= LENGTH
                && (buffer[offset] & 0xfc) == 0
                && word(buffer, offset + 4) == COOKIE
                && half(buffer, offset + 2) == length - LENGTH
                && length % 4 == 0;
    }

    /** Whether it is a response, good or bad. */
    static boolean isResponse(byte[] buffer, int offset) {
        return (half(buffer, offset) & 0x0100) != 0;
    }

    static boolean isRequest(byte[] buffer, int offset) {
        return (half(buffer, offset) & CLASS_MASK) == 0;
    }

    static boolean isIndication(byte[] buffer, int offset) {
        return (half(buffer, offset) & CLASS_MASK) == INDICATION;
    }

    /** Whether it is a connectivity check whose user name says that it is for {@code ufrag} (RFC 8445 §7.2.2). */
    static boolean isCheckFor(String ufrag, byte[] buffer, int offset, int length) {
        if (half(buffer, offset) != BINDING_REQUEST) {
            return false;
        }
        byte[] wanted = ufrag.getBytes(StandardCharsets.ISO_8859_1);
        int value = attribute(USERNAME, buffer, offset, length);
        return value >= 0
                && half(buffer, value - 2) > wanted.length
                && buffer[value + wanted.length] == ':'
                && startsWith(buffer, value, wanted);
    }

    /** Where the value of the first attribute of a type begins, its length in the two bytes before; negative without. */
    static int attribute(int type, byte[] buffer, int offset, int length) {
        int end = offset + length;
        int at = offset + LENGTH;
        while (at + 4 <= end) {
            int size = half(buffer, at + 2);
            int value = at + 4;
            if (value + size > end) {
                return -1;
            }
            if (half(buffer, at) == type) {
                return value;
            }
            at = value + ((size + 3) & ~3);
        }
        return -1;
    }

    private static boolean startsWith(byte[] buffer, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (buffer[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    static int half(byte[] buffer, int at) {
        return (buffer[at] & 0xff) << 8 | (buffer[at + 1] & 0xff);
    }

    static int word(byte[] buffer, int at) {
        return half(buffer, at) << 16 | half(buffer, at + 2);
    }
}
