package dev.peerscribe.recording;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_int;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes a Matroska or WebM file that can be played at every moment: clusters are short and flushed as they end. Owned by
 * one thread.
 */
final class MatroskaWriter implements AutoCloseable {
    /** What a killed process loses of a file, at most. */
    private static final int CLUSTER_MILLIS = 500;

    /** Room for the index in front of the sound and pictures, where a browser finds it first: enough for 80 minutes. */
    private static final int INDEX_BYTES = 64 << 10;

    /** The most that one entry of the index takes. */
    private static final int INDEX_ENTRY_BYTES = 26;

    private final AVFormatContext format = new AVFormatContext(null);
    private final AVIOContext io = new AVIOContext(null);
    private final List<Boolean> video = new ArrayList<>(2);
    private boolean closed;
    private long entries;
    private long clusterMillis = Long.MIN_VALUE;

    /** Begins a file, which is what its name says. */
    MatroskaWriter(Path file) throws FfmpegException {
        this(file, Container.of(String.valueOf(file.getFileName())));
    }

    MatroskaWriter(Path file, Container container) throws FfmpegException {
        String name = file.toAbsolutePath().toString();
        String muxer = container.muxer();
        check(avformat_alloc_output_context2(format, null, muxer, null), "make a " + muxer + " file");
        boolean open = false;
        try {
            // With the protocol's name, since a colon in a path would be taken for the end of one.
            check(avio_open(io, "file:" + name, AVIO_FLAG_WRITE), "open " + file.getFileName());
            format.pb(io);
            // One write a cluster, since the muxer gathers a cluster's packets in memory.
            format.flush_packets(1);
            // VP9 would be copied to be looked at for hidden pictures, which encoders for a call send together anyway.
            format.flags(format.flags() & ~AVFormatContext.AVFMT_FLAG_AUTO_BSF);
            option("cluster_time_limit", CLUSTER_MILLIS);
            option("reserve_index_space", INDEX_BYTES);
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    /** Whether a file can begin with a track like that: tried in memory. */
    static boolean accepts(Container container, AVCodecParameters parameters) throws FfmpegException {
        AVFormatContext trial = new AVFormatContext(null);
        AVIOContext memory = new AVIOContext(null);
        check(avformat_alloc_output_context2(trial, null, container.muxer(), null), "make a file in memory");
        try {
            check(avio_open_dyn_buf(memory), "open memory");
            trial.pb(memory);
            AVStream stream = avformat_new_stream(trial, null);
            check(avcodec_parameters_copy(stream.codecpar(), parameters), "add a track");
            return avformat_write_header(trial, (PointerPointer<?>) null) >= 0;
        } finally {
            trial.pb(null);
            if (!memory.isNull()) {
                BytePointer written = new BytePointer((BytePointer) null);
                avio_close_dyn_buf(memory, written);
                av_free(written);
            }
            avformat_free_context(trial);
        }
    }

    /** Adds a track; all of them before {@link #begin}. Returns its index. */
    int add(AVCodecContext encoder) throws FfmpegException {
        AVStream stream = avformat_new_stream(format, null);
        check(avcodec_parameters_from_context(stream.codecpar(), encoder), "add a track");
        return added(stream);
    }

    /** Adds a track like that of another file. */
    int add(AVCodecParameters parameters) throws FfmpegException {
        AVStream stream = avformat_new_stream(format, null);
        check(avcodec_parameters_copy(stream.codecpar(), parameters), "add a track");
        return added(stream);
    }

    private int added(AVStream stream) {
        stream.codecpar().codec_tag(0);
        video.add(stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO);
        return stream.index();
    }

    /** When the file begins, as it will say itself; before {@link #begin}. */
    void startedAt(Instant instant) throws FfmpegException {
        AVDictionary metadata = new AVDictionary(format.metadata());
        check(av_dict_set(metadata, MediaInput.START, instant.toString(), 0), "date a file");
        format.metadata(metadata);
    }

    void begin() throws FfmpegException {
        check(avformat_write_header(format, (PointerPointer<?>) null), "write a header");
    }

    /**
     * Writes a packet whose times are milliseconds of the file; it stays the caller's. False where its bytes are not those
     * of its codec, as far as the container cares: then nothing of it is in the file, which goes on.
     */
    boolean write(AVPacket packet) throws FfmpegException {
        int result = av_write_frame(format, packet);
        if (result == AVERROR_INVALIDDATA) {
            return false;
        }
        check(result, "write a packet");
        boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        if (key && video.get(packet.stream_index())) {
            entries++;
        } else if (!video.contains(true) && packet.pts() - clusterMillis >= CLUSTER_MILLIS - 100) {
            entries++;
            clusterMillis = packet.pts();
        }
        return true;
    }

    /** Writes index and duration, and closes the file. */
    void finish() throws FfmpegException {
        if (entries * INDEX_ENTRY_BYTES + 64 > INDEX_BYTES) {
            // It does not fit into the room for it: then at the end, rather than moving the whole file.
            option("reserve_index_space", 0);
        }
        int trailer = av_write_trailer(format);
        int last = io.error();
        closed = true;
        int close = release();
        check(trailer, "write an index");
        check(last, "write an index");
        check(close, "close a file");
    }

    /** Closes the file as it is, where that was not done. */
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
        // Also frees what the muxer holds after a header without a trailer.
        avformat_free_context(format);
        return result;
    }

    private void option(String name, long value) throws FfmpegException {
        check(av_opt_set_int(format.priv_data(), name, value, 0), "option " + name);
    }
}
