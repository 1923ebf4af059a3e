package dev.peerscribe.codec;

/** The payload descriptor of VP9 (RFC 9628 §4.2). Parsed anew for every packet by the depacketizer's thread. */
final class Vp9Descriptor {
    /** Spatial layers of a picture, at most. */
    static final int LAYERS = 8;

    private static final int PICTURE_ID = 0x80;
    private static final int PREDICTED = 0x40;
    private static final int LAYER_INDICES = 0x20;
    private static final int FLEXIBLE = 0x10;
    private static final int BEGINS = 0x08;
    private static final int ENDS = 0x04;
    private static final int SCALABILITY = 0x02;

    private static final int MOST_REFERENCES = 3;

    // of the latest packet
    private int flags;
    private int layer;
    private boolean dependsOnLower;
    private int at;
    private int end;
    private boolean cut;

    /** Reads a descriptor; -1 where it is cut off or breaks a rule, otherwise where the payload begins. */
    int parse(byte[] packet, int from, int to) {
        at = from;
        end = to;
        cut = false;
        layer = 0;
        dependsOnLower = false;
        flags = next(packet);
        if ((flags & PICTURE_ID) != 0 && (next(packet) & 0x80) != 0) {
            at++;
        }
        if ((flags & LAYER_INDICES) != 0) {
            int indices = next(packet);
            layer = (indices >> 1) & 7;
            dependsOnLower = (indices & 1) != 0;
            if ((flags & FLEXIBLE) == 0) {
                at++; // TL0PICIDX
            }
        }
        if ((flags & FLEXIBLE) != 0 && (flags & PREDICTED) != 0) {
            int references = 1;
            while ((next(packet) & 1) != 0) {
                if (++references > MOST_REFERENCES) {
                    return -1;
                }
            }
        }
        if ((flags & SCALABILITY) != 0) {
            scalability(packet);
        }
        return cut || at > end ? -1 : at;
    }

    private void scalability(byte[] packet) {
        int head = next(packet);
        if ((head & 0x10) != 0) { // sizes, which frame headers say more surely
            at += 4 * ((head >> 5) + 1);
        }
        if ((head & 0x08) != 0) { // a group of pictures
            int pictures = next(packet);
            for (int i = 0; i < pictures && !cut; i++) {
                int references = (next(packet) >> 2) & 3;
                at += references;
            }
        }
    }

    private int next(byte[] packet) {
        if (at >= end) {
            cut = true;
            return 0;
        }
        return packet[at++] & 0xff;
    }

    /** Whether a layer's frame begins with this packet. */
    boolean begins() {
        return (flags & BEGINS) != 0;
    }

    /** Whether a layer's frame ends with this packet. */
    boolean ends() {
        return (flags & ENDS) != 0;
    }

    /** The spatial layer, 0 the lowest. */
    int layer() {
        return layer;
    }

    /** Whether the layer's frame needs that of the next lower layer, of the same picture. */
    boolean dependsOnLower() {
        return dependsOnLower;
    }
}
