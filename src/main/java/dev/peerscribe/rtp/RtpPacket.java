package dev.peerscribe.rtp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header of an RTP packet (RFC 3550 §5.1) and those of its extensions that are negotiated (RFC 8285), read in place.
 * One object reads one packet after the other; the bytes stay the caller's.
 */
final class RtpPacket {
    private static final int FIXED = 12;
    private static final int ONE_BYTE = 0xBEDE;
    private static final int TWO_BYTE = 0x100;

    // All owned by the thread that reads the packet.
    private byte[] data = new byte[0];
    private int payloadType;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private boolean marker;
    private int payloadOffset;
    private int payloadLength;
    private int extensionProfile;
    private int extensionOffset;
    private int extensionEnd;
    private int mid;
    private int midLength;
    private int rid;
    private int ridLength;
    private int repairedRid;
    private int repairedRidLength;
    private int transportSequence;
    private int rotation;
    private int audioLevel;

    /** Reads the header; null where it holds. Afterwards everything but the extensions can be asked for. */
    @Nullable
    Refusal read(byte[] packet, int offset, int length) {
        if (length < FIXED) {
            return Refusal.TOO_SHORT;
        }
        int first = packet[offset] & 0xff;
        if (first >> 6 != 2) {
            return Refusal.VERSION;
        }
        int header = FIXED + 4 * (first & 0x0f);
        forgetExtensions();
        if ((first & 0x10) != 0) {
            if (header + 4 > length) {
                return Refusal.HEADER;
            }
            extensionProfile = Bytes.u16(packet, offset + header);
            extensionOffset = offset + header + 4;
            header += 4 + 4 * Bytes.u16(packet, offset + header + 2);
            extensionEnd = offset + header;
        }
        if (header > length) {
            return Refusal.HEADER;
        }
        int padding = 0;
        if ((first & 0x20) != 0) {
            padding = packet[offset + length - 1] & 0xff;
            if (padding == 0 || padding > length - header) {
                return Refusal.PADDING;
            }
        }
        data = packet;
        marker = (packet[offset + 1] & 0x80) != 0;
        payloadType = packet[offset + 1] & 0x7f;
        sequence = Bytes.u16(packet, offset + 2);
        timestamp = Bytes.i32(packet, offset + 4);
        ssrc = Bytes.i32(packet, offset + 8);
        payloadOffset = offset + header;
        payloadLength = length - header - padding;
        return null;
    }

    /** Reads the extensions; by identifier what each is, null where it is not negotiated. What is broken is left out. */
    void readExtensions(@Nullable PacketExtension[] byId) {
        if (extensionProfile == ONE_BYTE) {
            readOneByte(byId);
        } else if (extensionProfile >> 4 == TWO_BYTE) {
            readTwoByte(byId);
        }
    }

    /** RFC 8285 §4.2. */
    private void readOneByte(@Nullable PacketExtension[] byId) {
        int at = extensionOffset;
        while (at < extensionEnd) {
            int id = (data[at] & 0xff) >> 4;
            int length = (data[at] & 0x0f) + 1;
            if (id == 0) {
                if (length > 1) {
                    return;
                }
                at++;
                continue;
            }
            if (id == 15 || at + 1 + length > extensionEnd) {
                return;
            }
            element(byId[id], at + 1, length);
            at += 1 + length;
        }
    }

    /** RFC 8285 §4.3. */
    private void readTwoByte(@Nullable PacketExtension[] byId) {
        int at = extensionOffset;
        while (at < extensionEnd) {
            int id = data[at] & 0xff;
            if (id == 0) {
                at++;
                continue;
            }
            if (at + 2 > extensionEnd) {
                return;
            }
            int length = data[at + 1] & 0xff;
            if (at + 2 + length > extensionEnd) {
                return;
            }
            element(byId[id], at + 2, length);
            at += 2 + length;
        }
    }

    private void element(@Nullable PacketExtension extension, int at, int length) {
        if (extension == null || length == 0) {
            return;
        }
        switch (extension) {
            case MID -> {
                mid = at;
                midLength = length;
            }
            case RID -> {
                rid = at;
                ridLength = length;
            }
            case REPAIRED_RID -> {
                repairedRid = at;
                repairedRidLength = length;
            }
            case TRANSPORT_CC -> {
                if (length >= 2) {
                    transportSequence = Bytes.u16(data, at);
                }
            }
            case VIDEO_ORIENTATION -> rotation = 90 * (data[at] & 3);
            case AUDIO_LEVEL -> audioLevel = data[at] & 0x7f;
            case ABS_SEND_TIME -> {
                // the sender's own estimate is better than what could be made of it
            }
        }
    }

    private void forgetExtensions() {
        extensionProfile = 0;
        extensionOffset = 0;
        extensionEnd = 0;
        midLength = 0;
        ridLength = 0;
        repairedRidLength = 0;
        transportSequence = -1;
        rotation = -1;
        audioLevel = -1;
    }

    byte[] data() {
        return data;
    }

    int payloadType() {
        return payloadType;
    }

    int sequence() {
        return sequence;
    }

    int timestamp() {
        return timestamp;
    }

    int ssrc() {
        return ssrc;
    }

    boolean marker() {
        return marker;
    }

    /** Where the payload begins, as an index into {@link #data()}. */
    int payloadOffset() {
        return payloadOffset;
    }

    int payloadLength() {
        return payloadLength;
    }

    boolean hasMid() {
        return midLength > 0;
    }

    /** Whether the MID is there and is this one, in US-ASCII. */
    boolean isOfMid(byte[] name) {
        return midLength > 0 && Arrays.equals(data, mid, mid + midLength, name, 0, name.length);
    }

    /** The name of the layer; null where it is not said. */
    @Nullable
    String rid() {
        return ridLength == 0 ? null : new String(data, rid, ridLength, StandardCharsets.US_ASCII);
    }

    /** The name of the layer that this retransmission repairs; null where it is not said. */
    @Nullable
    String repairedRid() {
        return repairedRidLength == 0
                ? null
                : new String(data, repairedRid, repairedRidLength, StandardCharsets.US_ASCII);
    }

    /** 0 to 65535, −1 where it is not said. */
    int transportSequence() {
        return transportSequence;
    }

    /** 0, 90, 180 or 270 degrees, −1 where it is not said. */
    int rotation() {
        return rotation;
    }

    /** 0 to 127 dB below the loudest, −1 where it is not said. */
    int audioLevel() {
        return audioLevel;
    }
}
