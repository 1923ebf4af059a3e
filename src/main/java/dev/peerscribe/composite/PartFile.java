package dev.peerscribe.composite;

import static dev.peerscribe.composite.Natives.check;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A part of a film on the disk, as Matroska. Its times are rough, for the film's come from counting: pictures and frames
 * of sound all last the same. Owned by one thread.
 */
final class PartFile implements AutoCloseable {
    private final AVFormatContext format = new AVFormatContext(null);
    private final AVIOContext io = new AVIOContext(null);
    private final long firstPicture;
    private final long firstSample;
    private final int frameRate;
    private boolean closed;

    PartFile(Path file, PartGrid grid, int part, AVCodecContext pictures, AVCodecContext sound)
            throws CompositeException {
        firstPicture = grid.firstPicture(part);
        firstSample = grid.firstSample(part);
        frameRate = grid.frameRate();
        check(avformat_alloc_output_context2(format, null, "matroska", null), "make a part");
        boolean open = false;
        try {
            check(avio_open(io, "file:" + file.toAbsolutePath(), AVIO_FLAG_WRITE), "open a part");
            format.pb(io);
            add(pictures);
            add(sound);
            check(avformat_write_header(format, (PointerPointer<?>) null), "begin a part");
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void add(AVCodecContext encoder) throws CompositeException {
        AVStream stream = Natives.made(avformat_new_stream(format, null), "a track");
        check(avcodec_parameters_from_context(stream.codecpar(), encoder), "add a track");
        stream.codecpar().codec_tag(0);
    }

    /** Takes over the packet of the film's picture of that number. */
    void picture(AVPacket packet, long number) throws CompositeException {
        write(packet, 0, (number - firstPicture) * 1000 / frameRate);
    }

    /** Takes over a packet of sound whose place is that sample. */
    void sound(AVPacket packet, long sample) throws CompositeException {
        write(packet, 1, Math.max(0, sample - firstSample) / (SoundTrack.RATE / 1000));
    }

    private void write(AVPacket packet, int stream, long millis) throws CompositeException {
        packet.stream_index(stream);
        packet.pts(millis);
        packet.dts(millis);
        packet.duration(0);
        check(av_interleaved_write_frame(format, packet), "write a part");
    }

    /** Completes and closes the file. */
    void finish() throws CompositeException {
        int trailer = av_write_trailer(format);
        int last = io.error();
        closed = true;
        int end = release();
        check(trailer, "end a part");
        check(last, "end a part");
        check(end, "close a part");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    private int release() {
        format.pb(null);
        int result = io.isNull() ? 0 : avio_closep(io);
        avformat_free_context(format);
        return result;
    }
}
