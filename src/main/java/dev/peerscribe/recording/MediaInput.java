package dev.peerscribe.recording;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.TrackKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a media file of ours. What lies on the disk is not believed: it is read as what its name says and as
 * nothing else, since other formats name further files and addresses. Owned by one thread.
 */
final class MediaInput implements AutoCloseable {
    static final String START = "creation_time";

    private static final int MOST_TRACKS = 2;

    private final AVFormatContext input = new AVFormatContext(null);
    private final List<RecordedTrack> tracks = new ArrayList<>();

    /** Opens a file, which is what its name says. */
    MediaInput(Path file) throws FfmpegException {
        this(file, Container.of(String.valueOf(file.getFileName())));
    }

    MediaInput(Path file, Container container) throws FfmpegException {
        Ffmpeg.load();
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FfmpegException("open " + name + ": is not there or no regular file");
        }
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            check(
                    avformat_open_input(
                            input, "file:" + file.toAbsolutePath(), av_find_input_format(container.demuxer()), options),
                    "open " + name);
        } finally {
            av_dict_free(options);
        }
        boolean ours = false;
        try {
            readTracks();
            ours = true;
        } finally {
            if (!ours) {
                close();
            }
        }
    }

    private void readTracks() throws FfmpegException {
        if (input.nb_streams() < 1 || input.nb_streams() > MOST_TRACKS) {
            throw new FfmpegException("not a file of ours: " + input.nb_streams() + " tracks");
        }
        for (int i = 0; i < input.nb_streams(); i++) {
            AVCodecParameters parameters = parameters(i);
            String codec = codec(parameters.codec_id());
            if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO) {
                int rotation = CopiedParameters.rotation(parameters);
                tracks.add(new RecordedTrack(
                        TrackKind.VIDEO,
                        codec,
                        parameters.width(),
                        parameters.height(),
                        rotation == 0 ? null : rotation));
            } else if (parameters.codec_type() == AVMEDIA_TYPE_AUDIO) {
                tracks.add(new RecordedTrack(TrackKind.AUDIO, codec, null, null, null));
            } else {
                throw new FfmpegException("not a file of ours: a track is neither sound nor pictures");
            }
        }
    }

    List<RecordedTrack> tracks() {
        return tracks;
    }

    AVStream stream(int track) {
        return input.streams(track);
    }

    AVCodecParameters parameters(int track) {
        return input.streams(track).codecpar();
    }

    /** Whether times of the track are milliseconds, as in all files that we record. */
    boolean inMillis(int track) {
        return stream(track).time_base().num() == 1 && stream(track).time_base().den() == 1000;
    }

    /** When the file begins; null where it does not say. */
    @Nullable
    Instant startedAt() {
        AVDictionaryEntry entry = av_dict_get(input.metadata(), START, null, 0);
        if (entry == null || entry.isNull()) {
            return null;
        }
        try {
            return Instant.parse(entry.value().getString());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** By its head, in milliseconds; 0 where that does not say. */
    long durationMillis() {
        long end = Math.max(0, input.duration() / 1000);
        for (int i = 0; i < tracks.size(); i++) {
            AVStream stream = stream(i);
            if (stream.duration() > 0) { // which is how MP4 says it, by track
                long from = stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
                end = Math.max(end, Math.round((from + stream.duration()) * millisPerTick(stream)));
            }
        }
        return end;
    }

    private static double millisPerTick(AVStream stream) {
        return 1000.0
                * stream.time_base().num()
                / Math.max(1, stream.time_base().den());
    }

    /** The next packet; false at the end, which is also where the file is broken off. */
    boolean read(AVPacket into) {
        return av_read_frame(input, into) >= 0;
    }

    private static String codec(int id) throws FfmpegException {
        return switch (id) {
            case avcodec.AV_CODEC_ID_VP8 -> "VP8";
            case avcodec.AV_CODEC_ID_VP9 -> "VP9";
            case avcodec.AV_CODEC_ID_H264 -> "H264";
            case avcodec.AV_CODEC_ID_AV1 -> "AV1";
            case avcodec.AV_CODEC_ID_OPUS -> "OPUS";
            default -> throw new FfmpegException("not a file of ours: codec " + id);
        };
    }

    @Override
    public void close() {
        if (!input.isNull()) {
            avformat_close_input(input);
        }
    }
}
