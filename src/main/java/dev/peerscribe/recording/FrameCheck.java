package dev.peerscribe.recording;

import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.codec.OpusToc;
import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;

/** Whether a frame can be what it says: native code does not ask. */
final class FrameCheck {
    private static final long SECOND = 1_000_000_000L;

    /** How far ahead of its time a frame may come, in nanoseconds; beyond that its time is wrong. */
    private static final long FAR_AHEAD = 10 * SECOND;

    /** What a sender can say of itself before its first frame, in bytes; parameter sets are some dozens. */
    private static final int LARGEST_CONFIGURATION = 1 << 14;

    private FrameCheck() {}

    /** Whether the frame may be recorded; {@code now} is {@link System#nanoTime()}. */
    static boolean plausible(MediaFrame frame, long now) {
        return switch (frame) {
            case VideoPicture picture -> PictureCopy.sound(picture);
            case AudioBlock block -> ArrivalClockAudio.sound(block);
            case EncodedFrame sent -> plausible(sent, now);
        };
    }

    /** How long a plausible frame is heard, in nanoseconds; 0 for a picture. */
    static long length(MediaFrame frame) {
        return switch (frame) {
            case VideoPicture picture -> 0;
            case AudioBlock block -> block.samples() * SECOND / block.sampleRate();
            case EncodedFrame sent when sent.codec().isVideo() -> 0;
            case EncodedFrame sent ->
                OpusToc.samples(sent.data()) * SECOND / sent.codec().clockRate();
        };
    }

    private static boolean plausible(EncodedFrame frame, long now) {
        ByteBuffer data = frame.data();
        boolean bytes = data.isDirect() && data.hasRemaining() && data.remaining() <= FrameBufferPool.LARGEST;
        boolean time = frame.presentationNanos() - now <= FAR_AHEAD;
        return bytes && time && (frame.codec().isVideo() ? picture(frame) : OpusToc.samples(data) > 0);
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
