package dev.peerscribe.recording;

import static dev.peerscribe.recording.Ffmpeg.checkEncoder;
import static dev.peerscribe.recording.Ffmpeg.option;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.peerscribe.media.TrackKind;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** Encodes one unbroken run of samples as Opus; what is missing in it is silence. Owned by one thread. */
final class AudioEncoder implements AutoCloseable {
    static final int RATE = 48_000;

    /** Samples of a packet: 20 ms. */
    private static final int FRAME = RATE / 50;

    /** 20 ms of silence as one Opus packet (RFC 6716: CELT, fullband, mono; the silence flag is set). */
    private static final byte[] SILENCE = {(byte) 0xF8, (byte) 0xFF, (byte) 0xFE};

    private final PacketSink sink;
    private final int channels;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    /** Where the frame being filled begins, in samples since the recording's start. */
    private long position;

    private int filled;
    private long encodedFrames;
    private boolean closed;

    AudioEncoder(RecordingProperties.Audio settings, int channels, long position, PacketSink sink)
            throws EncoderException {
        this.sink = sink;
        this.channels = channels;
        this.position = position;
        AVCodec codec = avcodec_find_encoder_by_name("libopus");
        if (codec == null) {
            throw new EncoderException("this build of FFmpeg has no encoder libopus");
        }
        context = avcodec_alloc_context3(codec);
        frame = av_frame_alloc();
        packet = av_packet_alloc();
        boolean open = false;
        try {
            try (AVRational samples = new AVRational()) {
                context.time_base(samples.num(1).den(RATE));
            }
            context.sample_rate(RATE);
            context.sample_fmt(AV_SAMPLE_FMT_S16);
            av_channel_layout_default(context.ch_layout(), channels);
            context.bit_rate(settings.kilobits() * 1000L);
            context.compression_level(5);
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
            option(context.priv_data(), "application", settings.application().option());
            option(context.priv_data(), "frame_duration", "20");
            checkEncoder(avcodec_open2(context, codec, (PointerPointer<?>) null), "open libopus");
            frame.nb_samples(FRAME);
            frame.format(AV_SAMPLE_FMT_S16);
            frame.sample_rate(RATE);
            checkEncoder(av_channel_layout_copy(frame.ch_layout(), context.ch_layout()), "set the channels");
            checkEncoder(av_frame_get_buffer(frame, 0), "allocate sound");
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    AVCodecContext context() {
        return context;
    }

    int channels() {
        return channels;
    }

    /** Where the next sample goes, in samples since the recording's start. */
    long position() {
        return position + filled;
    }

    /** Appends samples, 16 bit, channels interleaved. */
    void samples(BytePointer pcm, int count) throws FfmpegException {
        append(pcm, count);
    }

    /** Appends silence, however long, at little cost. */
    void silence(long count) throws FfmpegException {
        // By the encoder up to the end of the frame begun and two more, so that nothing it held back comes late.
        long byEncoder = Math.min(count, (FRAME - filled) % FRAME + 2L * FRAME);
        append(null, (int) byEncoder);
        long left = count - byEncoder;
        for (; left >= FRAME; left -= FRAME) {
            checkEncoder(av_new_packet(packet, SILENCE.length), "allocate a packet");
            packet.data().put(SILENCE, 0, SILENCE.length);
            packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
            emit(position);
            position += FRAME;
        }
        append(null, (int) left);
    }

    /** Goes on later by so many samples, leaving a hole in the file. */
    void leap(long count) throws FfmpegException {
        silence(2L * FRAME);
        position += count;
    }

    /** Encodes what is left, filled up with silence. */
    void flush() throws FfmpegException {
        if (filled > 0) {
            append(null, FRAME - filled);
        }
        if (encodedFrames > 0) {
            checkEncoder(avcodec_send_frame(context, null), "end the sound");
            drain(position);
        }
    }

    private void append(@Nullable BytePointer pcm, int count) throws FfmpegException {
        int sampleBytes = 2 * channels;
        int done = 0;
        while (done < count) {
            if (filled == 0) {
                checkEncoder(av_frame_make_writable(frame), "allocate sound");
            }
            int now = Math.min(count - done, FRAME - filled);
            BytePointer target = frame.data(0).position((long) filled * sampleBytes);
            if (pcm == null) {
                Pointer.memset(target, 0, (long) now * sampleBytes);
            } else {
                Pointer.memcpy(target, pcm.getPointer((long) done * sampleBytes), (long) now * sampleBytes);
            }
            done += now;
            filled += now;
            if (filled == FRAME) {
                encode();
            }
        }
    }

    private void encode() throws FfmpegException {
        // The encoder counts for itself: across a hole its own packet times would be wrong, so they are set here.
        frame.pts(encodedFrames++ * FRAME);
        checkEncoder(avcodec_send_frame(context, frame), "encode sound");
        drain(position);
        position += FRAME;
        filled = 0;
    }

    private void drain(long at) throws FfmpegException {
        int result;
        while ((result = avcodec_receive_packet(context, packet)) >= 0) {
            emit(at);
        }
        if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
            checkEncoder(result, "encode sound");
        }
    }

    private void emit(long at) throws FfmpegException {
        try {
            long pts = at - context.initial_padding();
            packet.pts(pts);
            packet.dts(pts);
            if (packet.duration() <= 0) {
                packet.duration(FRAME);
            }
            sink.accept(TrackKind.AUDIO, packet, at * 1000 / RATE);
        } finally {
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }
}
