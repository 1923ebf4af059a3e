package dev.peerscribe.relay;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOFILE;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_count;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** One connection to a destination, or one run of files: packets in. Every call ends within its bound. Owned by one thread. */
final class LiveOutput implements AutoCloseable {
    /** For the last words to a destination that failed. */
    private static final Duration CLOSING = Duration.ofMillis(500);

    private final Destination destination;
    private final Deadline deadline;
    private final Duration bound;
    private final AVFormatContext format = new AVFormatContext(null);
    private final FileErrors files = new FileErrors();
    private final AVIOContext io = new AVIOContext(null);
    private final List<AVStream> streams = new ArrayList<>(2);
    private boolean begun;
    private boolean closed;

    /**
     * Nothing is connected yet.
     *
     * @param deadline by which its calls end; stays the caller's, as it may be brought forward from outside
     * @param bound on each packet
     */
    LiveOutput(Destination destination, Deadline deadline, Duration bound) throws RelayFailure {
        this.destination = destination;
        this.deadline = deadline;
        this.bound = bound;
        if (avformat_alloc_output_context2(format, null, destination.muxer(), destination.url()) < 0) {
            files.close();
            throw new RelayFailure(RelayCause.INTERNAL);
        }
        files.watch(format);
        deadline.guard(format.interrupt_callback());
        format.flush_packets(1);
    }

    /** Adds a track; returns its number. */
    int add(AVCodecContext encoder) throws RelayFailure {
        AVStream stream = avformat_new_stream(format, null);
        if (stream == null || avcodec_parameters_from_context(stream.codecpar(), encoder) < 0) {
            throw new RelayFailure(RelayCause.INTERNAL);
        }
        stream.codecpar().codec_tag(0);
        stream.time_base(encoder.time_base());
        streams.add(stream);
        return stream.index();
    }

    /** Connects and says what comes. */
    void open(Duration timeout) throws RelayFailure {
        deadline.within(timeout);
        if ((format.oformat().flags() & AVFMT_NOFILE) == 0) {
            try (Options options = new Options(destination.options())) {
                int result = avio_open2(
                        io, destination.url(), AVIO_FLAG_WRITE, format.interrupt_callback(), options.dictionary);
                failIf(result, Failures.Step.CONNECT);
                options.allUnderstood();
            }
            format.pb(io);
        }
        try (Options options = new Options(destination.muxerOptions())) {
            failIf(avformat_write_header(format, options.dictionary), Failures.Step.CONNECT);
            options.allUnderstood();
        }
        begun = true;
    }

    /** Writes a packet, whose times are changed; it stays the caller's. */
    void write(int stream, AVPacket packet, AVRational timeBase) throws RelayFailure {
        av_packet_rescale_ts(packet, timeBase, streams.get(stream).time_base());
        packet.stream_index(stream);
        deadline.within(bound);
        int result = av_write_frame(format, packet);
        // RTSP's muxer keeps it to itself that its connection took nothing for so long.
        failIf(result >= 0 && deadline.isOver() ? AVERROR_EXIT : result, Failures.Step.WRITE);
        if (files.any()) {
            throw new RelayFailure(RelayCause.DISK);
        }
    }

    /** Ends in good order, as far as the destination goes along within the bound. */
    void finish(Duration within) {
        deadline.within(within);
        end();
    }

    /** Lets go, politely where that takes no time. */
    @Override
    public void close() {
        if (!deadline.isOver()) {
            deadline.within(CLOSING);
        }
        end();
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        if (begun) {
            // Also after a failure: some muxers let go of their connection nowhere else.
            int _ = av_write_trailer(format);
        }
        format.pb(null);
        if (!io.isNull()) {
            avio_closep(io);
        }
        avformat_free_context(format);
        files.close();
    }

    private void failIf(int result, Failures.Step step) throws RelayFailure {
        if (result < 0) {
            throw Failures.of(destination, step, result, deadline.isOver());
        }
    }

    private static final class Options implements AutoCloseable {
        private final AVDictionary dictionary = new AVDictionary(null);

        Options(Map<String, String> options) {
            options.forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
        }

        /** What is left over was not understood: a check that is not made, say. */
        void allUnderstood() throws RelayFailure {
            if (!dictionary.isNull() && av_dict_count(dictionary) > 0) {
                throw new RelayFailure(RelayCause.INTERNAL);
            }
        }

        @Override
        public void close() {
            av_dict_free(dictionary);
        }
    }
}
