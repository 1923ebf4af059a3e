package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What makes two frames the same whatever their container: every bit of VP8, VP9 and Opus; of H264 all NAL units but
 * delimiters, fillers and parameter sets, however they are framed; of AV1 all OBUs but delimiters, padding and sequence
 * headers, with or without sizes.
 */
final class FrameContent {
    private static final int AV1_SEQUENCE_HEADER = 1;
    private static final int AV1_DELIMITER = 2;
    private static final int AV1_PADDING = 15;

    private FrameContent() {}

    /** A digest of a frame as a {@link Clip} has it. */
    static String ofClip(Codec codec, byte[] frame) {
        return of(codec, frame, false);
    }

    /** @param lengthPrefixed whether NAL units have a length of four bytes instead of a start code */
    static String of(Codec codec, byte[] frame, boolean lengthPrefixed) {
        MessageDigest digest = sha256();
        switch (codec) {
            case H264 -> {
                if (lengthPrefixed) {
                    digestPrefixed(digest, frame);
                } else {
                    digestByteStream(digest, frame);
                }
            }
            case AV1 -> digestObus(digest, frame);
            case VP8, VP9, OPUS -> digest.update(frame);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static void digestPrefixed(MessageDigest digest, byte[] frame) {
        ByteBuffer units = ByteBuffer.wrap(frame);
        while (units.remaining() >= 4) {
            int size = units.getInt();
            if (size < 0 || size > units.remaining()) {
                digest.update(frame); // as it is: equal to nothing
                return;
            }
            digestUnit(digest, frame, units.position(), units.position() + size);
            units.position(units.position() + size);
        }
    }

    private static void digestByteStream(MessageDigest digest, byte[] frame) {
        int unit = -1;
        for (int at = 0; at + 3 <= frame.length; at++) {
            if (frame[at] == 0 && frame[at + 1] == 0 && frame[at + 2] == 1) {
                if (unit >= 0) {
                    digestUnit(digest, frame, unit, at);
                }
                unit = at + 3;
                at += 2;
            }
        }
        if (unit >= 0) {
            digestUnit(digest, frame, unit, frame.length);
        }
    }

    private static void digestUnit(MessageDigest digest, byte[] frame, int from, int to) {
        int end = to;
        while (end > from && frame[end - 1] == 0) {
            end--;
        }
        int type = end > from ? frame[from] & 0x1f : 0;
        if (type == 7 || type == 8 || type == 9 || type == 12 || end == from) {
            return;
        }
        digest.update((byte) 0xff);
        digest.update(frame, from, end - from);
    }

    private static void digestObus(MessageDigest digest, byte[] frame) {
        int at = 0;
        while (at < frame.length) {
            int header = frame[at] & 0xff;
            int type = header >> 3 & 0xf;
            int content = at + ((header & 4) != 0 ? 2 : 1);
            int end = frame.length;
            if ((header & 2) != 0) {
                long size = 0;
                int shift = 0;
                int more = 0x80;
                while (more != 0 && content < frame.length && shift < 35) {
                    size |= (long) (frame[content] & 0x7f) << shift;
                    more = frame[content++] & 0x80;
                    shift += 7;
                }
                end = (int) Math.min(frame.length, content + size);
            }
            if (type != AV1_DELIMITER && type != AV1_PADDING && type != AV1_SEQUENCE_HEADER) {
                digest.update((byte) type);
                digest.update(frame, content, end - content);
            }
            at = end;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }
}
