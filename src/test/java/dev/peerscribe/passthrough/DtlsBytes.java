package dev.peerscribe.passthrough;

import java.io.ByteArrayOutputStream;

/** Makes DTLS records (RFC 6347 §4.1) and handshake messages (§4.2.2) of zeros. */
final class DtlsBytes {
    static final int CERTIFICATE = 11;
    static final int CERTIFICATE_VERIFY = 15;
    static final int CLIENT_KEY_EXCHANGE = 16;

    private DtlsBytes() {}

    static byte[] record(int type, int epoch, byte[]... messages) {
        byte[] body = joined(messages);
        byte[] header = {
            (byte) type, -2, -3, 0, (byte) epoch, 0, 0, 0, 0, 0, 0, (byte) (body.length >> 8), (byte) body.length
        };
        return joined(header, body);
    }

    static byte[] message(int type, int length, int offset, int fragment) {
        byte[] header = {
            (byte) type,
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            0,
            1,
            0,
            (byte) (offset >> 8),
            (byte) offset,
            0,
            (byte) (fragment >> 8),
            (byte) fragment
        };
        return joined(header, new byte[fragment]);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
