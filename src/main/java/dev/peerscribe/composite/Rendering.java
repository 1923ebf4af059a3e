package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import dev.peerscribe.stage.Floor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Makes the parts of a film one after the other, from any of them on. What is open stays open from part to part: to find
 * the last key frame anew may mean to decode an hour. Owned by one thread.
 */
final class Rendering implements AutoCloseable {
    static final String TEMPORARY = ".part";

    /** Sound that is mixed before the first part that is made, for encoder and loudness to be as if from the start. */
    private static final long RUN_UP = 10L * PartGrid.SAMPLES;

    private final PartGrid grid;
    private final StopSignal stopped;
    private final Mixer mixer;
    private final Stage stage;
    private final PictureEncoder pictures;
    private final SoundEncoder sound;

    /** Begins with that part. */
    Rendering(
            Timeline timeline,
            Inputs inputs,
            CompositeRequest request,
            PartGrid grid,
            CompositeProperties settings,
            int firstPart,
            StopSignal stopped)
            throws IOException {
        this.grid = grid;
        this.stopped = stopped;
        pictures = new PictureEncoder(request, grid.frameRate(), settings.kilobitsPerMegapixel());
        SoundEncoder encoder = null;
        try {
            encoder = new SoundEncoder(
                    request.format(), settings.soundKilobits(), Math.max(0, grid.firstSample(firstPart) - RUN_UP));
        } finally {
            if (encoder == null) {
                pictures.close();
            }
        }
        sound = encoder;
        Floor<Lane, Piece> floor = new Floor<>(Lane::pieces);
        mixer = new Mixer(timeline.sounds(), inputs, floor);
        Stage drawn = null;
        try {
            drawn = new Stage(timeline, inputs, floor, request);
        } finally {
            if (drawn == null) {
                sound.close();
                pictures.close();
            }
        }
        stage = drawn;
    }

    int frameSamples() {
        return sound.samples();
    }

    int padding() {
        return sound.padding();
    }

    /** Makes the next part; the file is there as a whole or not at all. */
    void make(int part, Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try {
            long from = grid.firstSample(part);
            while (sound.position() < from) {
                hear();
                discardBefore(from);
            }
            try (PartFile output = new PartFile(temporary, grid, part, pictures.context(), sound.context())) {
                make(part, output);
                output.finish();
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void make(int part, PartFile output) throws IOException {
        boolean last = part + 1 == grid.parts();
        long end = last ? Long.MAX_VALUE : grid.firstSample(part + 1);
        long soundEnd = grid.endSample(sound.samples());
        long first = grid.firstPicture(part);
        for (long number = first; number < grid.firstPicture(part + 1); number++) {
            stopped.check();
            long millis = grid.millisOf(number);
            while (sound.position() < Math.min(soundEnd, millis * (SoundTrack.RATE / 1000))) {
                hear();
            }
            take(end, output);
            pictures.encode(stage.draw(millis, stopped), number, number == first, output);
            stopped.pictureMade();
        }
        if (last) {
            while (sound.position() < soundEnd) {
                hear();
            }
            sound.finish();
        } else {
            while (!sound.reached(end)) {
                take(end, output);
                hear();
            }
        }
        take(end, output);
    }

    private void hear() throws IOException {
        stopped.check();
        sound.encode(mixer.mix(sound.position(), sound.samples(), stopped));
    }

    private void take(long before, PartFile output) throws CompositeException {
        AVPacket packet;
        while ((packet = sound.before(before)) != null) {
            try {
                output.sound(packet, packet.pts() + sound.padding());
            } finally {
                av_packet_free(packet);
            }
        }
    }

    private void discardBefore(long sample) {
        AVPacket packet;
        while ((packet = sound.before(sample)) != null) {
            av_packet_free(packet);
        }
    }

    @Override
    public void close() {
        mixer.close();
        stage.close();
        sound.close();
        pictures.close();
    }
}
