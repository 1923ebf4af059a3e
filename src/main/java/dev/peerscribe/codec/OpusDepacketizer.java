package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/** RFC 7587 §4.2: a payload is an Opus packet; in the silence of DTX none is sent, or one without sound. */
final class OpusDepacketizer extends FrameDepacketizer {
    OpusDepacketizer(FrameBufferPool pool, Output output) {
        super(pool, output);
    }

    @Override
    void reset() {
        // every packet is a frame of its own
    }

    @Override
    boolean ends(boolean marker) {
        return true; // the marker says where sound begins after silence (RFC 3551 §4.1)
    }

    @Override
    @Nullable
    BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to) {
        return data.append(packet, from, to - from) ? null : BrokenFrame.TOO_LARGE;
    }

    @Override
    @Nullable
    BrokenFrame complete(FrameBuffer data) {
        return OpusToc.samples(data) > 0 ? null : BrokenFrame.MALFORMED;
    }

    @Override
    AssembledFrame assembled(FrameBuffer data, long timestamp) {
        return new AssembledFrame(data, timestamp, true, 0, 0, true, null);
    }
}
