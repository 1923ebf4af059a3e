package dev.peerscribe.recording;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avcodec;

/** Gives a file that was cut off in the middle its index and duration, by copying all packets that are whole. */
final class Remux {
    static final String TEMPORARY = ".part";

    private static final int MOST_TRACKS = 2;

    private Remux() {}

    /** What is in a repaired file. */
    record Result(List<RecordedTrack> tracks, long durationMillis) {}

    /** Repairs a file in its place; where that fails it stays as it was. */
    static Result repair(Path file) throws IOException {
        Ffmpeg.load();
        Path part = file.resolveSibling(file.getFileName() + TEMPORARY);
        try {
            Result result = copy(file, part);
            FileSeal.sync(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Result copy(Path from, Path into) throws FfmpegException {
        AVFormatContext input = new AVFormatContext(null);
        check(avformat_open_input(input, "file:" + from.toAbsolutePath(), null, null), "open " + from.getFileName());
        AVPacket packet = av_packet_alloc();
        try (MatroskaWriter output =
                new MatroskaWriter(into, Container.of(from.getFileName().toString()))) {
            List<RecordedTrack> tracks = tracks(input, output);
            output.begin();
            long end = 0;
            long[] last = new long[tracks.size()];
            Arrays.fill(last, Long.MIN_VALUE);
            while (av_read_frame(input, packet) >= 0) {
                int index = packet.stream_index();
                long pts = packet.pts();
                if (index < last.length && pts != AV_NOPTS_VALUE && pts > last[index]) {
                    long until = pts + Math.max(packet.duration(), 0);
                    last[index] = pts;
                    packet.dts(pts);
                    if (output.write(packet)) {
                        end = Math.max(end, until);
                    }
                }
                av_packet_unref(packet);
            }
            if (end <= 0) {
                throw new FfmpegException("nothing playable in " + from.getFileName());
            }
            output.finish();
            return new Result(tracks, end);
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    private static List<RecordedTrack> tracks(AVFormatContext input, MatroskaWriter output) throws FfmpegException {
        List<RecordedTrack> tracks = new ArrayList<>();
        if (input.nb_streams() < 1 || input.nb_streams() > MOST_TRACKS) {
            throw new FfmpegException("not a file of ours: " + input.nb_streams() + " tracks");
        }
        for (int i = 0; i < input.nb_streams(); i++) {
            AVCodecParameters parameters = input.streams(i).codecpar();
            if (input.streams(i).time_base().num() != 1
                    || input.streams(i).time_base().den() != 1000) {
                throw new FfmpegException("not a file of ours: its times are not milliseconds");
            }
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
            output.add(parameters);
        }
        return tracks;
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
}
