package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * RFC 9628, flexible and non-flexible mode: a payload descriptor, then a piece of the frame of one spatial layer. A
 * frame that goes out is a picture: all layers that were sent of it.
 *
 * <p>Where a higher layer begins with a key frame of its own (the modes S2T1 and on of W3C's Scalable Video Coding
 * Extension), layers are streams of their own, and no decoder can take more than one: it gets the highest. Where that is
 * not sent any more, pictures are lost until a key frame, with which the highest may be another one.
 *
 * <p>No frame is told not to be referenced: the descriptor says so for the layers of the same picture only, and what a
 * frame leaves behind for later ones besides its pixels is not in it.
 */
final class Vp9Depacketizer extends FrameDepacketizer {
    private static final int NONE = -1;
    /** For so long a layer that is a stream of its own may be left out, in units of 1/90000 s. */
    private static final long LONGEST_LEFT_OUT = 45_000;

    private final Vp9Descriptor descriptor = new Vp9Descriptor();
    private final Vp9FrameHeader header = new Vp9FrameHeader();
    private final Vp9Picture picture = new Vp9Picture();
    private int width;
    private int height;

    /** Layers below are of no use to those from this one on. */
    private int lowest;
    /** The time of the latest picture that had one of use. */
    private long latest;

    // of the picture begun: the layer whose frame is being added, and the one before
    private int layer;
    private int lower;

    Vp9Depacketizer(FrameBufferPool pool, Output output) {
        super(pool, output);
    }

    @Override
    void reset() {
        picture.reset();
        layer = NONE;
        lower = NONE;
    }

    /** A picture of nothing but layers that are of no use is none. */
    @Override
    boolean hasPicture() {
        return picture.layers() > 0 || layer != NONE;
    }

    @Override
    @Nullable
    BrokenFrame missed(long timestamp) {
        return lower != NONE && timestamp - latest > LONGEST_LEFT_OUT ? BrokenFrame.LOSS : null;
    }

    @Override
    @Nullable
    BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to) {
        int payload = descriptor.parse(packet, from, to);
        if (payload < 0 || payload == to) {
            return BrokenFrame.MALFORMED;
        }
        if (descriptor.begins()) {
            BrokenFrame cause = beginLayer();
            if (cause != null) {
                return cause;
            }
        } else if (layer == NONE) {
            return lower == NONE ? BrokenFrame.LOSS : BrokenFrame.MALFORMED;
        } else if (layer != descriptor.layer()) {
            return BrokenFrame.MALFORMED;
        }
        if (!data.append(packet, payload, to - payload)) {
            return BrokenFrame.TOO_LARGE;
        }
        return descriptor.ends() ? endLayer(data) : null;
    }

    private @Nullable BrokenFrame beginLayer() {
        int next = descriptor.layer();
        if (layer != NONE || next <= lower) {
            return BrokenFrame.MALFORMED;
        }
        boolean lowerMissing = descriptor.dependsOnLower() && next > 0 && lower != next - 1;
        if (lowerMissing || (lower == NONE && next > lowest && begunAfterGap())) {
            // After a gap the lower layers may have been sent.
            return BrokenFrame.LOSS;
        }
        layer = next;
        return null;
    }

    private @Nullable BrokenFrame endLayer(FrameBuffer data) {
        if (!header.parse(data, picture.size(), data.size())) {
            return BrokenFrame.MALFORMED;
        }
        if (header.key()) {
            lowest = layer;
            data.remove(picture.size());
            picture.reset();
        }
        if (layer >= lowest) {
            picture.add(data, header);
        } else {
            data.truncate(picture.size());
        }
        lower = layer;
        layer = NONE;
        return null;
    }

    @Override
    @Nullable
    BrokenFrame complete(FrameBuffer data) {
        if (layer != NONE) {
            return BrokenFrame.MALFORMED;
        }
        BrokenFrame cause = picture.join(data);
        if (cause == null && picture.width() > 0) {
            width = picture.width();
            height = picture.height();
        }
        return cause;
    }

    @Override
    AssembledFrame assembled(FrameBuffer data, long timestamp) {
        latest = timestamp;
        return new AssembledFrame(data, timestamp, picture.key(), width, height, true, null);
    }
}
