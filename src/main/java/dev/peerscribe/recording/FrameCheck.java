package dev.peerscribe.recording;

import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.codec.OpusToc;
import dev.peerscribe.media.EncodedFrame;
import java.nio.ByteBuffer;

/** Whether an encoded frame can be what it says: native code does not ask. */
final class FrameCheck {
    /** How far ahead of its time a frame may come, in nanoseconds; beyond that its time is wrong. */
    private static final long FAR_AHEAD = 10_000_000_000L;

    /** What a sender can say of itself before its first frame, in bytes; parameter sets are some dozens. */
    private static final int LARGEST_CONFIGURATION = 1 << 14;

    private FrameCheck() {}

    /** Whether the frame may be written; {@code now} is {@link System#nanoTime()}. */
    static boolean plausible(EncodedFrame frame, long now) {
        ByteBuffer data = frame.data();
        boolean bytes = data.isDirect() && data.hasRemaining() && data.remaining() <= FrameBufferPool.LARGEST;
        boolean time = frame.presentationNanos() - now <= FAR_AHEAD;
        return bytes && time && (frame.codec().isVideo() ? picture(frame) : OpusToc.samples(data) > 0);
    }

    /** How long the frame is heard, in nanoseconds; 0 for a picture. */
    static long length(EncodedFrame frame) {
        return frame.codec().isVideo()
                ? 0
                : OpusToc.samples(frame.data()) * 1_000_000_000L / frame.codec().clockRate();
    }

    private static boolean picture(EncodedFrame frame) {
        byte[] configuration = frame.configuration();
        return frame.rotation() % 90 == 0
                && (!frame.key() || (side(frame.width()) && side(frame.height())))
                && (configuration == null || configuration.length <= LARGEST_CONFIGURATION);
    }

    private static boolean side(int pixels) {
        return pixels > 0 && pixels <= PictureCopy.LARGEST_SIDE;
    }
}
