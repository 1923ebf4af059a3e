package dev.peerscribe.codec;

import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one picture's spatial layers, lowest first, in one buffer. More than one make a superframe (VP9
 * bitstream specification, annex B), of which only the highest layer is to be seen.
 *
 * <p>Chromium marks the frame of every layer as shown and leaves it to the receiver to show the highest one. Its decoder,
 * libvpx, does so: it gives out the last frame of a superframe. FFmpeg's own decoder splits a superframe and gives out
 * every layer, one size after the other. Therefore lower layers are marked as not shown, wherever that changes nothing
 * about the layers above them; both decoders then show the same. The frame of a picture without layers stays as it was
 * sent, bit for bit.
 */
final class Vp9Picture {
    private static final int MARKER = 0xc0;
    private static final int MARKER_MASK = 0xe0;

    private final int[] end = new int[Vp9Descriptor.LAYERS];
    private final int[] width = new int[Vp9Descriptor.LAYERS];
    private final int[] height = new int[Vp9Descriptor.LAYERS];
    private final int[] afterFlags = new int[Vp9Descriptor.LAYERS];
    private final int[] headerBits = new int[Vp9Descriptor.LAYERS];
    private final boolean[] key = new boolean[Vp9Descriptor.LAYERS];
    private final boolean[] resilient = new boolean[Vp9Descriptor.LAYERS];
    /** Whether the frame can be marked as not shown. */
    private final boolean[] shown = new boolean[Vp9Descriptor.LAYERS];

    private int layers;

    /** A new picture begins. */
    void reset() {
        layers = 0;
    }

    int layers() {
        return layers;
    }

    /** Where the next layer's frame begins. */
    int size() {
        return layers == 0 ? 0 : end[layers - 1];
    }

    /** Whether decoding can begin with it. */
    boolean key() {
        return key[0];
    }

    /** Pixels across of its highest layer; 0 where that is not known. */
    int width() {
        return width[layers - 1];
    }

    /** As {@link #width}, pixels down. */
    int height() {
        return height[layers - 1];
    }

    /** The frame of the next layer, which ends at the end of the buffer. */
    void add(FrameBuffer data, Vp9FrameHeader header) {
        end[layers] = data.size();
        width[layers] = header.width();
        height[layers] = header.height();
        key[layers] = header.key();
        resilient[layers] = header.resilient();
        shown[layers] = header.shown() && !header.existing();
        afterFlags[layers] = header.afterFlags();
        headerBits[layers] = header.size();
        layers++;
    }

    /** Makes a superframe of more than one layer; null where that is well. */
    @Nullable
    BrokenFrame join(FrameBuffer data) {
        if (layers == 1) {
            return null;
        }
        for (int layer = 0; layer < layers; layer++) {
            // a superframe cannot have another in it
            if ((data.at(end[layer] - 1) & MARKER_MASK) == MARKER) {
                return BrokenFrame.MALFORMED;
            }
        }
        for (int layer = layers - 2; layer >= 0; layer--) {
            if (shown[layer] && changesNothing(layer) && !hide(data, layer)) {
                return BrokenFrame.TOO_LARGE;
            }
        }
        return index(data) ? null : BrokenFrame.TOO_LARGE;
    }

    /**
     * Whether the next layer's frame is decoded the same way after a frame that was shown and one that was not: only
     * motion vectors of a frame of the same size are taken over (VP9 bitstream specification, UsePrevFrameMvs).
     */
    private boolean changesNothing(int layer) {
        int next = layer + 1;
        return width[layer] > 0
                && width[next] > 0
                && headerBits[next] > 0
                && (key[next] || resilient[next] || width[next] != width[layer] || height[next] != height[layer]);
    }

    /** Marks a layer's frame as not shown, which makes the header of all but key frames one bit longer: intra_only. */
    private boolean hide(FrameBuffer data, int layer) {
        int start = layer == 0 ? 0 : end[layer - 1];
        setBit(data, start, afterFlags[layer] - 2, 0);
        if (key[layer]) {
            return true;
        }
        int bits = headerBits[layer];
        if (bits % 8 == 0) {
            int at = start + bits / 8;
            if (!data.insert(at, 1)) {
                return false;
            }
            data.set(at, 0);
            for (int i = layer; i < layers; i++) {
                end[i]++;
            }
        }
        for (int bit = bits; bit > afterFlags[layer]; bit--) {
            setBit(data, start, bit, bit(data, start, bit - 1));
        }
        setBit(data, start, afterFlags[layer], 0);
        return true;
    }

    private static int bit(FrameBuffer data, int start, int index) {
        return (data.at(start + index / 8) >> (7 - index % 8)) & 1;
    }

    private static void setBit(FrameBuffer data, int start, int index, int value) {
        int mask = 0x80 >> (index % 8);
        int at = start + index / 8;
        data.set(at, value == 0 ? data.at(at) & ~mask : data.at(at) | mask);
    }

    private boolean index(FrameBuffer data) {
        int longest = 0;
        for (int layer = 0; layer < layers; layer++) {
            longest |= end[layer] - (layer == 0 ? 0 : end[layer - 1]);
        }
        int bytes = (39 - Integer.numberOfLeadingZeros(longest)) / 8;
        int marker = MARKER | ((bytes - 1) << 3) | (layers - 1);
        boolean room = data.append(marker);
        for (int layer = 0; layer < layers; layer++) {
            int size = end[layer] - (layer == 0 ? 0 : end[layer - 1]);
            for (int i = 0; i < bytes; i++) {
                room = room && data.append(size >> (8 * i));
            }
        }
        return room && data.append(marker);
    }
}
