package dev.peerscribe.composite;

import static dev.peerscribe.composite.Natives.check;
import static dev.peerscribe.composite.Natives.made;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** Puts parts together by copying their packets; times come from counting. Owned by one thread. */
final class Assembly {
    private final CompositeFormat format;
    private final PartGrid grid;
    private final StopSignal stopped;

    /** How many packets of pictures and of sound there are. */
    record Count(long pictures, long sounds) {}

    /** What takes a packet of a part. */
    private interface Taker {
        void take(AVPacket packet, boolean picture) throws CompositeException;
    }

    Assembly(CompositeFormat format, PartGrid grid, StopSignal stopped) {
        this.format = format;
        this.grid = grid;
        this.stopped = stopped;
        Natives.load();
    }

    /** Whether a part that an earlier run left is whole. */
    boolean whole(Path file, int part, int frameSamples, int padding) throws StoppedException {
        try (Part input = new Part(file)) {
            Count count = input.copy((packet, picture) -> {}, stopped);
            return count.pictures() == grid.firstPicture(part + 1) - grid.firstPicture(part)
                    && count.sounds() == sounds(part, frameSamples, padding);
        } catch (CompositeException e) {
            return false;
        }
    }

    /** Packets of sound of a part: of the last one also what the encoder was behind. */
    private long sounds(int part, int frameSamples, int padding) {
        boolean last = part + 1 == grid.parts();
        long end = last ? grid.endSample(frameSamples) + padding : grid.firstSample(part + 1);
        return (end - grid.firstSample(part) + frameSamples - 1) / frameSamples;
    }

    /** Makes the film of whole parts. */
    void join(List<Path> parts, Path film, int frameSamples, int padding) throws CompositeException, StoppedException {
        try (Output output = new Output(film, frameSamples, padding)) {
            for (int i = 0; i < parts.size(); i++) {
                try (Part input = new Part(parts.get(i))) {
                    output.begin(input);
                    Count count = input.copy(output, stopped);
                    if (count.pictures() != grid.firstPicture(i + 1) - grid.firstPicture(i)) {
                        throw new CompositeException("a part was damaged while the film was made");
                    }
                }
            }
            output.finish();
        }
    }

    /** A part on the disk; written by an earlier run, perhaps, so it is not believed. */
    private static final class Part implements AutoCloseable {
        private final AVFormatContext input = new AVFormatContext(null);

        Part(Path file) throws CompositeException {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new CompositeException("a part is not there");
            }
            AVDictionary options = new AVDictionary(null);
            try {
                av_dict_set(options, "protocol_whitelist", "file", 0);
                check(
                        avformat_open_input(
                                input, "file:" + file.toAbsolutePath(), av_find_input_format("matroska"), options),
                        "open a part");
            } finally {
                av_dict_free(options);
            }
            if (input.nb_streams() != 2
                    || track(0).codec_type() != AVMEDIA_TYPE_VIDEO
                    || track(1).codec_type() != AVMEDIA_TYPE_AUDIO) {
                close();
                throw new CompositeException("a part is none of ours");
            }
        }

        AVCodecParameters track(int index) {
            return input.streams(index).codecpar();
        }

        Count copy(Taker taker, StopSignal stopped) throws CompositeException, StoppedException {
            AVPacket packet = made(av_packet_alloc(), "a packet");
            long pictures = 0;
            long sounds = 0;
            try {
                while (av_read_frame(input, packet) >= 0) {
                    stopped.check();
                    boolean picture = packet.stream_index() == 0;
                    pictures += picture ? 1 : 0;
                    sounds += picture ? 0 : 1;
                    taker.take(packet, picture);
                    av_packet_unref(packet);
                }
                return new Count(pictures, sounds);
            } finally {
                av_packet_free(packet);
            }
        }

        @Override
        public void close() {
            if (!input.isNull()) {
                avformat_close_input(input);
            }
        }
    }

    /** The film. */
    private final class Output implements Taker, AutoCloseable {
        private final AVFormatContext output = new AVFormatContext(null);
        private final AVIOContext io = new AVIOContext(null);
        private final AVRational pictureTick = new AVRational();
        private final AVRational soundTick = new AVRational();
        private final int frameSamples;
        private final int padding;
        private byte @Nullable [][] headers;
        private long pictures;
        private long sounds;
        private boolean closed;

        Output(Path film, int frameSamples, int padding) throws CompositeException {
            this.frameSamples = frameSamples;
            this.padding = padding;
            pictureTick.num(1).den(grid.frameRate());
            soundTick.num(1).den(SoundTrack.RATE);
            String url = "file:" + film.toAbsolutePath();
            check(avformat_alloc_output_context2(output, null, format.muxer(), url), "make a film");
            boolean open = false;
            try {
                check(avio_open(io, url, AVIO_FLAG_WRITE), "open a film");
                output.pb(io);
                open = true;
            } finally {
                if (!open) {
                    close();
                }
            }
        }

        /** Takes the tracks of the first part; those of others must be the same. */
        void begin(Part part) throws CompositeException {
            byte[][] found = {header(part.track(0)), header(part.track(1))};
            byte[][] known = headers;
            if (known != null) {
                if (!Arrays.deepEquals(known, found)) {
                    throw new CompositeException("parts were encoded in different ways");
                }
                return;
            }
            headers = found;
            for (int i = 0; i < 2; i++) {
                var stream = made(avformat_new_stream(output, null), "a track");
                check(avcodec_parameters_copy(stream.codecpar(), part.track(i)), "add a track");
                stream.codecpar().codec_tag(0);
                stream.time_base(i == 0 ? pictureTick : soundTick);
                if (i == 0) {
                    try (AVRational rate = new AVRational()) {
                        stream.avg_frame_rate(rate.num(grid.frameRate()).den(1));
                    }
                } else {
                    stream.codecpar().initial_padding(padding);
                    stream.codecpar().frame_size(frameSamples);
                }
            }
            AVDictionary options = new AVDictionary(null);
            try {
                if (format == CompositeFormat.MP4) {
                    // What a player needs first stands first.
                    av_dict_set(options, "movflags", "+faststart", 0);
                }
                check(avformat_write_header(output, options), "begin a film");
            } finally {
                av_dict_free(options);
            }
        }

        private static byte[] header(AVCodecParameters track) {
            byte[] header = new byte[track.extradata() == null ? 0 : Math.max(0, track.extradata_size())];
            if (header.length > 0) {
                track.extradata().get(header);
            }
            return header;
        }

        @Override
        public void take(AVPacket packet, boolean picture) throws CompositeException {
            int index = picture ? 0 : 1;
            // Such as that samples are to be skipped, which is so at the film's start only.
            av_packet_free_side_data(packet);
            long at = picture ? pictures++ : sounds++ * frameSamples - padding;
            packet.pts(at);
            packet.dts(at);
            packet.duration(picture ? 1 : frameSamples);
            packet.stream_index(index);
            packet.pos(-1);
            av_packet_rescale_ts(
                    packet,
                    picture ? pictureTick : soundTick,
                    output.streams(index).time_base());
            check(av_interleaved_write_frame(output, packet), "write a film");
        }

        void finish() throws CompositeException {
            int trailer = av_write_trailer(output);
            int last = io.error();
            closed = true;
            int end = release();
            check(trailer, "end a film");
            check(last, "end a film");
            check(end, "close a film");
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release();
            }
        }

        private int release() {
            output.pb(null);
            int result = io.isNull() ? 0 : avio_closep(io);
            avformat_free_context(output);
            pictureTick.close();
            soundTick.close();
            return result;
        }
    }
}
