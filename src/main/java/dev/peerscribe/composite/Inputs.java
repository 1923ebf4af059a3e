package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** The files of a recording as sources; what is broken is left out and noted. Owned by one thread. */
final class Inputs {
    private static final int MOST_NOTES = 50;

    private final Path folder;
    private final Set<String> broken = new HashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Inputs(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks into every file, and notes what is wrong with it.
     *
     * @throws CompositeException where none can be used
     */
    void inspect(Timeline timeline, StopSignal stopped) throws CompositeException, StoppedException {
        boolean any = false;
        Set<Piece> pieces = new LinkedHashSet<>(timeline.sounds());
        for (Lane lane : timeline.lanes()) {
            pieces.addAll(lane.pieces());
        }
        for (Piece piece : pieces) {
            boolean seen = piece.pictures() && decodes(piece, TrackKind.VIDEO, stopped);
            boolean heard = piece.sound() && decodes(piece, TrackKind.AUDIO, stopped);
            any |= seen || heard;
            if (seen || heard) {
                compareSize(piece);
            }
        }
        if (!any) {
            throw new CompositeException("none of the files can be used: " + String.join("; ", notes));
        }
    }

    private boolean decodes(Piece piece, TrackKind kind, StopSignal stopped) throws StoppedException {
        AVFrame frame = av_frame_alloc();
        try (Source source = new Source(folder.resolve(piece.file()), kind)) {
            if (frame != null && source.next(frame, stopped)) {
                return true;
            }
            broken(piece, kind, piece.file() + ": " + words(kind) + " cannot be decoded");
        } catch (CompositeException e) {
            broken(piece, kind, String.valueOf(e.getMessage()));
        } finally {
            av_frame_free(frame);
        }
        return false;
    }

    private void compareSize(Piece piece) {
        try {
            long bytes = Files.size(folder.resolve(piece.file()));
            if (bytes != piece.bytes()) {
                note(piece.file() + ": has " + bytes + " bytes of " + piece.bytes());
            }
        } catch (IOException e) {
            note(piece.file() + ": its size cannot be read");
        }
    }

    /** The pictures of a file from a time of the recording on; null where it cannot be used. */
    @Nullable
    PictureTrack pictures(Piece piece, long millis) {
        if (broken.contains(key(piece, TrackKind.VIDEO))) {
            return null;
        }
        try {
            return new PictureTrack(folder.resolve(piece.file()), piece.from(), millis);
        } catch (CompositeException e) {
            broken(piece, TrackKind.VIDEO, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The sound of a file from a time of the recording on; null where it cannot be used. */
    @Nullable
    SoundTrack sound(Piece piece, long millis) {
        if (broken.contains(key(piece, TrackKind.AUDIO))) {
            return null;
        }
        try {
            return new SoundTrack(folder.resolve(piece.file()), piece.from(), millis);
        } catch (CompositeException e) {
            broken(piece, TrackKind.AUDIO, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What is wrong, in words; the first {@link #MOST_NOTES}. */
    Set<String> notes() {
        return notes;
    }

    void note(String words) {
        if (notes.size() < MOST_NOTES) {
            notes.add(words);
        }
    }

    private void broken(Piece piece, TrackKind kind, String words) {
        broken.add(key(piece, kind));
        note(words);
    }

    private static String key(Piece piece, TrackKind kind) {
        return kind + " " + piece.file();
    }

    private static String words(TrackKind kind) {
        return kind == TrackKind.VIDEO ? "its pictures" : "its sound";
    }
}
