package dev.peerscribe.composite;

import static dev.peerscribe.composite.Natives.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.util.ArrayDeque;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the mixed sound. Its packets lie on one grid from the film's start on, wherever it began: so parts that were
 * made by different runs follow each other without a seam. Owned by one thread.
 */
final class SoundEncoder implements AutoCloseable {
    private static final int CHANNELS = 2;

    private final AVCodecContext context;
    private final AVFrame frame;
    private final int samples;
    private final int sampleFormat;
    /** Encoded and not taken; a few, since parts take what is theirs. */
    private final ArrayDeque<AVPacket> ready = new ArrayDeque<>();

    private long position;
    private boolean closed;

    /**
     * Begins at a sample of the film.
     *
     * @param position on the grid of frames
     */
    SoundEncoder(CompositeFormat format, int kilobits, long position) throws CompositeException {
        this.position = position;
        Natives.load();
        String name = format.soundEncoder();
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new CompositeException("this build of FFmpeg has no encoder " + name);
        }
        sampleFormat = format == CompositeFormat.MP4 ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT;
        context = avcodec_alloc_context3(codec);
        frame = av_frame_alloc();
        boolean open = false;
        try {
            Natives.made(context, "an encoder");
            Natives.made(frame, "sound");
            configure(kilobits);
            check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open " + name);
            samples = context.frame_size();
            if (samples <= 0 || PartGrid.SAMPLES % samples != 0) {
                throw new CompositeException(name + " wants frames of " + samples + " samples");
            }
            frame.nb_samples(samples);
            frame.format(sampleFormat);
            frame.sample_rate(SoundTrack.RATE);
            check(av_channel_layout_copy(frame.ch_layout(), context.ch_layout()), "set the channels");
            check(av_frame_get_buffer(frame, 0), "allocate sound");
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void configure(int kilobits) {
        try (AVRational tick = new AVRational()) {
            context.time_base(tick.num(1).den(SoundTrack.RATE));
        }
        context.sample_rate(SoundTrack.RATE);
        context.sample_fmt(sampleFormat);
        av_channel_layout_default(context.ch_layout(), CHANNELS);
        context.bit_rate(kilobits * 1000L);
        context.thread_count(1);
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }

    AVCodecContext context() {
        return context;
    }

    /** Samples that the encoder wants at a time. */
    int samples() {
        return samples;
    }

    /** Samples by which a packet's sound comes later than its place. */
    int padding() {
        return context.initial_padding();
    }

    /** Where the next samples go. */
    long position() {
        return position;
    }

    /** Takes as many samples as it wants, left and right in turn. */
    void encode(float[] mixed) throws CompositeException {
        check(av_frame_make_writable(frame), "sound");
        if (sampleFormat == AV_SAMPLE_FMT_FLT) {
            new FloatPointer(frame.data(0)).put(mixed, 0, CHANNELS * samples);
        } else {
            float[] plane = new float[samples];
            for (int channel = 0; channel < CHANNELS; channel++) {
                for (int i = 0; i < samples; i++) {
                    plane[i] = mixed[CHANNELS * i + channel];
                }
                new FloatPointer(frame.data(channel)).put(plane, 0, samples);
            }
        }
        frame.pts(position);
        position += samples;
        check(avcodec_send_frame(context, frame), "encode sound");
        drain();
    }

    /** Gives out what the encoder still holds; nothing goes in after that. */
    void finish() throws CompositeException {
        check(avcodec_send_frame(context, null), "end the sound");
        drain();
    }

    private void drain() throws CompositeException {
        while (true) {
            AVPacket packet = Natives.made(av_packet_alloc(), "a packet");
            if (avcodec_receive_packet(context, packet) < 0) {
                av_packet_free(packet);
                return;
            }
            ready.add(packet);
        }
    }

    /** The next packet whose place is before this one, to be freed by the caller; null where none is there yet. */
    @Nullable
    AVPacket before(long sample) {
        AVPacket first = ready.peek();
        return first != null && first.pts() + padding() < sample ? ready.poll() : null;
    }

    /** Whether all packets whose places are before this one were there. */
    boolean reached(long sample) {
        AVPacket first = ready.peek();
        return first != null && first.pts() + padding() >= sample;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ready.forEach(packet -> av_packet_free(packet));
            ready.clear();
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }
}
