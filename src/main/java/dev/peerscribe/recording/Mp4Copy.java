package dev.peerscribe.recording;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * A finished file of ours as MP4 (ISO/IEC 14496-14), its packets copied; what a player needs first stands first. Until the
 * end its index is in memory, some 20 MB an hour. Owned by one thread.
 */
final class Mp4Copy implements AutoCloseable {
    /** As in the files that are recorded, in milliseconds. */
    private static final long LONGEST_PICTURE = 200;

    private static final long FIRST_PICTURE = 33;

    private final MediaInput input;
    private final AVFormatContext format = new AVFormatContext(null);
    private final AVIOContext io = new AVIOContext(null);
    private final AVPacket packet = av_packet_alloc();
    /** Packets by track. */
    private final long[] written;

    private final long[] last;
    private boolean closed;

    private Mp4Copy(MediaInput input, Path into) throws FfmpegException {
        this.input = input;
        written = new long[input.tracks().size()];
        last = new long[written.length];
        // By this name the muxer also opens it again, to move the index to the front.
        String url = "file:" + into.toAbsolutePath();
        boolean open = false;
        try {
            check(avformat_alloc_output_context2(format, null, Container.MP4.muxer(), url), "make an MP4 file");
            check(avio_open(io, url, AVIO_FLAG_WRITE), "open an MP4 file");
            format.pb(io);
            // Frames of calls need nothing of what muxers do to them by themselves, see MatroskaWriter.
            format.flags(format.flags() & ~AVFormatContext.AVFMT_FLAG_AUTO_BSF);
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    /**
     * Writes a copy, at most once as large as the source, which stays.
     *
     * @throws FfmpegException where the source, or the disk, is not good for one
     */
    static void of(Path source, Path into) throws FfmpegException {
        int pixels = Vp9Pixels.of(source);
        try (MediaInput input = new MediaInput(source);
                Mp4Copy copy = new Mp4Copy(input, into)) {
            copy.begin(pixels);
            copy.packets();
            copy.finish();
            copy.readBack(into);
        }
    }

    private void begin(int vp9Pixels) throws FfmpegException {
        for (int i = 0; i < written.length; i++) {
            AVStream stream = avformat_new_stream(format, null);
            check(avcodec_parameters_copy(stream.codecpar(), input.parameters(i)), "add a track");
            stream.codecpar().codec_tag(0);
            if (stream.codecpar().codec_id() == avcodec.AV_CODEC_ID_VP9) {
                // MP4 says it in its head (vpcC), Matroska does not.
                stream.codecpar().format(vp9Pixels);
            }
            stream.time_base(input.stream(i).time_base());
        }
        Instant startedAt = input.startedAt();
        if (startedAt != null) {
            AVDictionary metadata = new AVDictionary(format.metadata());
            check(av_dict_set(metadata, MediaInput.START, startedAt.toString(), 0), "date a file");
            format.metadata(metadata);
        }
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "movflags", "+faststart", 0);
            check(avformat_write_header(format, options), "write a header");
        } finally {
            av_dict_free(options);
        }
    }

    private void packets() throws FfmpegException {
        while (input.read(packet)) {
            try {
                int track = packet.stream_index();
                long pts = packet.pts();
                if (track < written.length && pts != AV_NOPTS_VALUE && (written[track] == 0 || pts > last[track])) {
                    if (packet.duration() <= 0) {
                        // Of which Matroska says nothing; without it, a player would leave out the last picture.
                        packet.duration(
                                written[track] > 0 ? Math.clamp(pts - last[track], 1, LONGEST_PICTURE) : FIRST_PICTURE);
                    }
                    written[track]++;
                    last[track] = pts;
                    packet.dts(pts);
                    packet.pos(-1);
                    av_packet_rescale_ts(
                            packet,
                            input.stream(track).time_base(),
                            format.streams(track).time_base());
                    check(av_write_frame(format, packet), "write a packet");
                }
            } finally {
                av_packet_unref(packet);
            }
        }
    }

    private void finish() throws FfmpegException {
        int trailer = av_write_trailer(format);
        int written = io.error();
        closed = true;
        int end = release();
        check(trailer, "write an index");
        check(written, "write an index");
        check(end, "close a file");
    }

    /** Reads what was written, for the source is going to be removed. */
    private void readBack(Path copy) throws FfmpegException {
        long[] found = new long[written.length];
        AVPacket each = av_packet_alloc();
        try (MediaInput made = new MediaInput(copy, Container.MP4)) {
            while (made.read(each)) {
                if (each.stream_index() < found.length) {
                    found[each.stream_index()]++;
                }
                av_packet_unref(each);
            }
        } finally {
            av_packet_free(each);
        }
        if (!Arrays.equals(found, written)) {
            throw new FfmpegException("not everything is in the copy");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    private int release() {
        if (!format.isNull()) {
            format.pb(null);
        }
        int result = io.isNull() ? 0 : avio_closep(io);
        avformat_free_context(format);
        av_packet_free(packet);
        return result;
    }
}
