package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.checkEncoder;
import static dev.peerscribe.ffmpeg.Ffmpeg.option;
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
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.peerscribe.media.TrackKind;
import java.util.ArrayDeque;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/** Encodes one unbroken run of samples; what is missing in it is silence. Owned by one thread. */
public final class AudioEncoder implements SoundLine, AutoCloseable {
    public static final int RATE = 48_000;

    /** What is encoded to make a hole of silence that is not free; what is longer is a leap of the times: 5 s. */
    private static final long LONGEST_ENCODED_SILENCE = 5L * RATE;

    /** 20 ms of silence as one Opus packet (RFC 6716: CELT, fullband, mono; the silence flag is set). */
    private static final byte[] SILENCE = {(byte) 0xF8, (byte) 0xFF, (byte) 0xFE};

    private final PacketSink sink;
    private final boolean opus;
    private final int channels;
    /** Samples of a packet. */
    private final int size;

    private final AVCodecContext context;
    /** 16 bit samples, channels interleaved. */
    private final AVFrame frame;
    /** The same as AAC wants them: floating point, each channel by itself; null for Opus. */
    private final @Nullable AVFrame planar;

    private final AVPacket packet;
    /** Where the frame being filled begins, in samples since the recording's start. */
    private long position;

    /**
     * Where the frames begin that AAC still holds: it gives them out one packet later, after one of nothing but its own
     * beginning. Opus gives each out at once.
     */
    private final ArrayDeque<Long> held = new ArrayDeque<>();

    private int filled;
    private long encodedFrames;
    private boolean closed;

    public AudioEncoder(AudioSettings settings, int channels, long position, PacketSink sink) throws EncoderException {
        this.sink = sink;
        this.channels = channels;
        this.position = position;
        opus = settings.codec() == AudioSettings.Codec.OPUS;
        size = settings.codec().frame();
        String library = settings.codec().library();
        AVCodec codec = avcodec_find_encoder_by_name(library);
        if (codec == null) {
            throw new EncoderException("this build of FFmpeg has no encoder " + library);
        }
        context = avcodec_alloc_context3(codec);
        frame = av_frame_alloc();
        planar = opus ? null : av_frame_alloc();
        packet = av_packet_alloc();
        boolean open = false;
        try {
            try (AVRational samples = new AVRational()) {
                context.time_base(samples.num(1).den(RATE));
            }
            context.sample_rate(RATE);
            context.sample_fmt(opus ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_FLTP);
            av_channel_layout_default(context.ch_layout(), channels);
            context.bit_rate(settings.bitRate());
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
            String application = settings.application();
            if (application != null) {
                context.compression_level(5);
                option(context.priv_data(), "application", application);
                option(context.priv_data(), "frame_duration", "20");
            }
            checkEncoder(avcodec_open2(context, codec, (PointerPointer<?>) null), "open " + library);
            allocate(frame, AV_SAMPLE_FMT_S16);
            if (planar != null) {
                allocate(planar, AV_SAMPLE_FMT_FLTP);
            }
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void allocate(AVFrame samples, int format) throws EncoderException {
        samples.nb_samples(size);
        samples.format(format);
        samples.sample_rate(RATE);
        checkEncoder(av_channel_layout_copy(samples.ch_layout(), context.ch_layout()), "set the channels");
        checkEncoder(av_frame_get_buffer(samples, 0), "allocate sound");
    }

    public AVCodecContext context() {
        return context;
    }

    @Override
    public int channels() {
        return channels;
    }

    /** Where the next sample goes, in samples since the recording's start. */
    @Override
    public long position() {
        return position + filled;
    }

    /** Appends samples, 16 bit, channels interleaved. */
    @Override
    public void samples(BytePointer pcm, int count) throws FfmpegException {
        append(pcm, count);
    }

    /** Appends silence, however long, at little cost. */
    @Override
    public void silence(long count) throws FfmpegException {
        // By the encoder up to the end of the frame begun and two more, so that nothing it held back comes late.
        long byEncoder = Math.min(count, opus ? (size - filled) % size + 2L * size : LONGEST_ENCODED_SILENCE);
        append(null, (int) byEncoder);
        long left = count - byEncoder;
        if (!opus) {
            position += left;
            return;
        }
        for (; left >= size; left -= size) {
            checkEncoder(av_new_packet(packet, SILENCE.length), "allocate a packet");
            packet.data().put(SILENCE, 0, SILENCE.length);
            packet.flags(packet.flags() | AV_PKT_FLAG_KEY);
            emit(position);
            position += size;
        }
        append(null, (int) left);
    }

    /** Goes on later by so many samples, leaving a hole in the file. */
    @Override
    public void leap(long count) throws FfmpegException {
        silence(2L * size);
        position += count;
    }

    /** Encodes what is left, filled up with silence. */
    public void flush() throws FfmpegException {
        if (filled > 0) {
            append(null, size - filled);
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
            int now = Math.min(count - done, size - filled);
            BytePointer target = frame.data(0).position((long) filled * sampleBytes);
            if (pcm == null) {
                Pointer.memset(target, 0, (long) now * sampleBytes);
            } else {
                Pointer.memcpy(target, pcm.getPointer((long) done * sampleBytes), (long) now * sampleBytes);
            }
            done += now;
            filled += now;
            if (filled == size) {
                encode();
            }
        }
    }

    private void encode() throws FfmpegException {
        // The encoder counts for itself: across a hole its own packet times would be wrong, so they are set here.
        AVFrame given = planar == null ? frame : planar(planar);
        if (!opus) {
            if (encodedFrames == 0) {
                held.add(position - size);
            }
            held.add(position);
        }
        given.pts(encodedFrames++ * size);
        checkEncoder(avcodec_send_frame(context, given), "encode sound");
        drain(position);
        position += size;
        filled = 0;
    }

    private AVFrame planar(AVFrame into) throws EncoderException {
        checkEncoder(av_frame_make_writable(into), "allocate sound");
        ShortPointer samples = new ShortPointer(frame.data(0));
        for (int channel = 0; channel < channels; channel++) {
            FloatPointer plane = new FloatPointer(into.data(channel));
            for (int i = 0; i < size; i++) {
                plane.put(i, samples.get((long) i * channels + channel) / 32_768f);
            }
        }
        return into;
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

    private void emit(long current) throws FfmpegException {
        try {
            Long earlier = held.poll();
            long at = earlier == null ? current : earlier;
            long pts = opus ? at - context.initial_padding() : at;
            packet.pts(pts);
            packet.dts(pts);
            if (packet.duration() <= 0) {
                packet.duration(size);
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
            if (planar != null) {
                av_frame_free(planar);
            }
            avcodec_free_context(context);
        }
    }
}
