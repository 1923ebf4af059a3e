package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The sound and the pictures of a file, decoded one after the other: sound as pieces of 10 ms at 48 kHz with one channel,
 * pictures no larger than wanted. The times of the frames count from the file's beginning.
 *
 * <p>The file is hostile: only common containers are opened, nothing but the file itself is read, sizes are bounded, and
 * what cannot be decoded is left out. Owned by one thread.
 */
public final class MediaFile implements AutoCloseable {
    private static final String CONTAINERS = "wav,aiff,flac,mp3,aac,ogg,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2";
    /** 8K and a bit. */
    private static final long MOST_PIXELS = 36_000_000;

    private static final long MOST_SAMPLES = 192_000;
    private static final int MOST_STREAMS = 16;
    private static final int LARGEST_PACKET = 32 << 20;
    /** Packets in a row that give nothing, after which nothing more is expected. */
    private static final int MOST_BARREN = 10_000;

    private final AVFormatContext input = new AVFormatContext(null);
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final Map<TrackKind, Track> tracks = new EnumMap<>(TrackKind.class);
    private final ArrayDeque<MediaFrame> ready = new ArrayDeque<>();
    private final SoundConverter sound = new SoundConverter();
    private final PictureConverter pictures;
    private boolean ended;
    private boolean closed;

    private record Track(int index, AVCodecContext decoder, double nanosPerTick, long firstNanos) {}

    private MediaFile(int width, int height) {
        pictures = new PictureConverter(width, height);
    }

    /**
     * Opens a file, for pictures that fit into the given size (pixels, even).
     *
     * @throws FfmpegException where it is no file that can be decoded; the message does not name it
     */
    public static MediaFile open(Path file, int width, int height) throws FfmpegException {
        Ffmpeg.load();
        MediaFile opened = new MediaFile(width, height);
        boolean open = false;
        try {
            opened.open(file);
            open = true;
            return opened;
        } finally {
            if (!open) {
                opened.close();
            }
        }
    }

    private void open(Path file) throws FfmpegException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FfmpegException("is not there or no regular file");
        }
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            av_dict_set(options, "format_whitelist", CONTAINERS, 0);
            check(
                    avformat_open_input(input, "file:" + file.toAbsolutePath(), null, options),
                    "is in none of the formats " + CONTAINERS);
        } finally {
            av_dict_free(options);
        }
        if (input.nb_streams() > MOST_STREAMS) {
            throw new FfmpegException("has more than " + MOST_STREAMS + " tracks");
        }
        check(avformat_find_stream_info(input, (PointerPointer<?>) null), "cannot be read");
        track(TrackKind.AUDIO, AVMEDIA_TYPE_AUDIO);
        track(TrackKind.VIDEO, AVMEDIA_TYPE_VIDEO);
        if (tracks.isEmpty()) {
            throw new FfmpegException("has neither sound nor pictures that can be decoded");
        }
        for (int i = 0; i < input.nb_streams(); i++) {
            int index = i;
            if (tracks.values().stream().noneMatch(track -> track.index() == index)) {
                input.streams(i).discard(avcodec.AVDISCARD_ALL);
            }
        }
    }

    private void track(TrackKind kind, int type) throws FfmpegException {
        int index = av_find_best_stream(input, type, -1, -1, (PointerPointer<?>) null, 0);
        if (index < 0) {
            return;
        }
        AVStream stream = input.streams(index);
        AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null || (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
            return;
        }
        AVCodecContext decoder = avcodec_alloc_context3(codec);
        if (decoder == null) {
            throw new FfmpegException("no memory for a decoder");
        }
        double nanosPerTick =
                1e9 * stream.time_base().num() / Math.max(1, stream.time_base().den());
        long first = stream.start_time() == AV_NOPTS_VALUE ? 0 : Math.round(stream.start_time() * nanosPerTick);
        tracks.put(kind, new Track(index, decoder, nanosPerTick, first));
        check(avcodec_parameters_to_context(decoder, stream.codecpar()), "has a track that cannot be decoded");
        decoder.pkt_timebase(stream.time_base());
        decoder.thread_count(1);
        decoder.max_pixels(MOST_PIXELS);
        decoder.max_samples(MOST_SAMPLES);
        check(avcodec_open2(decoder, codec, (PointerPointer<?>) null), "has a track that cannot be decoded");
    }

    /** What is in it. */
    public Set<TrackKind> kinds() {
        return Set.copyOf(tracks.keySet());
    }

    /** How long it says that it is; empty where it does not say. */
    public Optional<Duration> duration() {
        long ticks = input.duration();
        return ticks == AV_NOPTS_VALUE || ticks <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(ticks * (1_000_000_000L / AV_TIME_BASE)));
    }

    /** The next frame, to be closed by the caller, in about the order of the times; null at the end. */
    public @Nullable MediaFrame next() throws FfmpegException {
        int barren = 0;
        while (ready.isEmpty() && !ended && !closed) {
            if (++barren > MOST_BARREN) {
                throw new FfmpegException("holds nothing that can be decoded for long");
            }
            read();
        }
        return ready.poll();
    }

    private void read() throws FfmpegException {
        if (av_read_frame(input, packet) < 0) {
            ended = true;
            for (Map.Entry<TrackKind, Track> each : tracks.entrySet()) {
                int _ = avcodec_send_packet(each.getValue().decoder(), null);
                drain(each.getKey(), each.getValue());
            }
            ready.addAll(sound.rest());
            return;
        }
        try {
            for (Map.Entry<TrackKind, Track> each : tracks.entrySet()) {
                if (each.getValue().index() == packet.stream_index()
                        && packet.size() > 0
                        && packet.size() <= LARGEST_PACKET) {
                    // One that cannot be decoded is left out.
                    int _ = avcodec_send_packet(each.getValue().decoder(), packet);
                    drain(each.getKey(), each.getValue());
                }
            }
        } finally {
            av_packet_unref(packet);
        }
    }

    private void drain(TrackKind kind, Track track) throws FfmpegException {
        while (avcodec_receive_frame(track.decoder(), frame) >= 0) {
            try {
                long ticks = frame.best_effort_timestamp();
                long nanos =
                        ticks == AV_NOPTS_VALUE ? -1 : Math.max(0, Math.round(ticks * track.nanosPerTick()) - start());
                switch (kind) {
                    case AUDIO -> ready.addAll(sound.convert(frame, nanos));
                    case VIDEO -> {
                        if (nanos >= 0) {
                            MediaFrame picture = pictures.convert(frame, nanos, 0);
                            if (picture != null) {
                                ready.add(picture);
                            }
                        }
                    }
                }
            } finally {
                av_frame_unref(frame);
            }
        }
    }

    /** Of the track that begins first: what is before it is nothing. */
    private long start() {
        return tracks.values().stream().mapToLong(Track::firstNanos).min().orElse(0);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ready.forEach(MediaFrame::close);
            ready.clear();
            sound.close();
            pictures.close();
            tracks.values().forEach(track -> avcodec_free_context(track.decoder()));
            tracks.clear();
            if (!input.isNull()) {
                avformat_close_input(input);
            }
            av_frame_free(frame);
            av_packet_free(packet);
        }
    }
}
