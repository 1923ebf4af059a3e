package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import dev.peerscribe.media.EncodedFrame;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/**
 * A packet that points at a frame's own memory, one frame after the other: whoever gets it, a muxer or a decoder, copies
 * what it keeps beyond the call, as the packet says that it owns nothing. Owned by one thread.
 */
public final class FramePacket implements AutoCloseable {
    private final AVPacket packet = av_packet_alloc();
    private boolean closed;

    /** The packet, good until the frame is closed or the next one is asked for. */
    public AVPacket of(EncodedFrame frame) throws FfmpegException {
        av_packet_unref(packet);
        ByteBuffer data = frame.data();
        int size = data.remaining();
        if (data.capacity() - data.limit() >= AV_INPUT_BUFFER_PADDING_SIZE) {
            packet.data(new BytePointer(data));
            packet.size(size);
        } else {
            // FFmpeg's parsers read beyond the end, so there has to be something.
            check(av_new_packet(packet, size), "allocate a packet");
            packet.data().capacity(size).asByteBuffer().put(0, data, data.position(), size);
        }
        packet.flags(frame.key() ? AV_PKT_FLAG_KEY : 0);
        return packet;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
        }
    }
}
