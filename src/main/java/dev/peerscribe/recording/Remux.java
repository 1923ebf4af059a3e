package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/** Gives a file that was cut off in the middle its index and duration, by copying all packets that are whole. */
final class Remux {
    static final String TEMPORARY = ".part";

    private Remux() {}

    /**
     * What is in a repaired file.
     *
     * @param startedAt when it begins, where it says so
     */
    record Result(
            List<RecordedTrack> tracks,
            long durationMillis,
            @Nullable Instant startedAt) {}

    /** Repairs a file in its place; where that fails it stays as it was. */
    static Result repair(Path file) throws IOException {
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

    /** What is in a file that needs no repair. */
    static Result inspect(Path file) throws FfmpegException {
        try (MediaInput input = new MediaInput(file)) {
            if (input.durationMillis() <= 0) {
                throw new FfmpegException("nothing playable in " + file.getFileName());
            }
            return new Result(input.tracks(), input.durationMillis(), input.startedAt());
        }
    }

    private static Result copy(Path from, Path into) throws FfmpegException {
        AVPacket packet = av_packet_alloc();
        try (MediaInput input = new MediaInput(from);
                MatroskaWriter output =
                        new MatroskaWriter(into, Container.of(from.getFileName().toString()))) {
            List<RecordedTrack> tracks = input.tracks();
            for (int i = 0; i < tracks.size(); i++) {
                if (!input.inMillis(i)) {
                    throw new FfmpegException("not a file of ours: its times are not milliseconds");
                }
                output.add(input.parameters(i));
            }
            Instant startedAt = input.startedAt();
            if (startedAt != null) {
                output.startedAt(startedAt);
            }
            output.begin();
            long end = 0;
            long[] last = new long[tracks.size()];
            Arrays.fill(last, Long.MIN_VALUE);
            while (input.read(packet)) {
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
            return new Result(tracks, end, startedAt);
        } finally {
            av_packet_free(packet);
        }
    }
}
