package dev.peerscribe.composite;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordedTrack;
import dev.peerscribe.recording.RecordingSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be seen and heard when, by what the recording says of its files.
 *
 * @param lanes one for each participant, and one more for each further picture that a participant has at a time
 * @param sounds files with sound
 * @param millis its length
 */
record Timeline(List<Lane> lanes, List<Piece> sounds, long millis) {
    /** So much longer than until the next file a file may be: its last sound ends when it ends (ms). */
    private static final long OVERLAP = 150;

    private static final int MOST_FILES = 2000;
    /** Between two files of a participant for so long, it stays (ms). */
    private static final long BRIDGED = 2000;

    /** A file on the timeline; from and to are milliseconds of the recording. */
    record Piece(String file, long bytes, long from, long to, boolean pictures, boolean sound, int rotation) {
        boolean at(long millis) {
            return millis >= from && millis < to;
        }
    }

    /** One tile's worth of files, which do not overlap. */
    record Lane(String peer, @Nullable String peerName, List<Piece> pieces) {
        String title() {
            return peerName == null || peerName.isBlank() ? peer : peerName;
        }

        /** Whether somebody is there. */
        boolean at(long millis) {
            for (int i = 0; i < pieces.size(); i++) {
                Piece piece = pieces.get(i);
                boolean bridged = i + 1 < pieces.size() && pieces.get(i + 1).from() - piece.to() <= BRIDGED;
                if (millis >= piece.from()
                        && millis < (bridged ? pieces.get(i + 1).from() : piece.to())) {
                    return true;
                }
            }
            return false;
        }

        @Nullable
        Piece pieceAt(long millis) {
            for (Piece piece : pieces) {
                if (piece.pictures() && piece.at(millis)) {
                    return piece;
                }
            }
            return null;
        }
    }

    /**
     * What is to be made of a recording; refuses one that has nothing, or more than is made of one.
     *
     * @param only whose files count; null for everybody's
     */
    static Timeline of(RecordingSnapshot recording, @Nullable String only, long longestMillis) {
        if (recording.files().size() > MOST_FILES) {
            throw new CompositeConflictException(
                    "recording " + recording.id() + " has more than " + MOST_FILES + " files");
        }
        Map<String, List<Piece>> pictures = new LinkedHashMap<>();
        Map<String, List<Piece>> sounds = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        double end = 0;
        for (RecordedFile file : inOrder(recording)) {
            double to = file.offsetSeconds() + file.durationSeconds();
            if (!(to * 1000 <= longestMillis)) {
                throw new CompositeConflictException("recording " + recording.id() + " is longer than "
                        + longestMillis / 1000 + " seconds, see peerscribe.composite.longest");
            }
            if (file.durationSeconds() > 0 && (only == null || only.equals(file.peer()))) {
                end = Math.max(end, to);
                Piece piece = piece(file);
                (piece.pictures() ? pictures : sounds)
                        .computeIfAbsent(file.peer(), peer -> new ArrayList<>())
                        .add(piece);
                if (file.peerName() != null) {
                    names.putIfAbsent(file.peer(), file.peerName());
                }
            }
        }
        List<Piece> heard = new ArrayList<>();
        pictures.values().forEach(pieces -> pieces.stream().filter(Piece::sound).forEach(heard::add));
        sounds.values().forEach(heard::addAll);
        if (end <= 0) {
            throw new CompositeConflictException(
                    "recording " + recording.id() + " has no complete file" + (only == null ? "" : " of peer " + only));
        }
        return new Timeline(lanes(pictures, sounds, names), List.copyOf(heard), Math.max(1, Math.round(end * 1000)));
    }

    private static List<RecordedFile> inOrder(RecordingSnapshot recording) {
        return recording.files().stream()
                .sorted(Comparator.comparingDouble(RecordedFile::offsetSeconds).thenComparing(RecordedFile::name))
                .toList();
    }

    private static Piece piece(RecordedFile file) {
        long from = Math.round(file.offsetSeconds() * 1000);
        boolean pictures = false;
        boolean sound = false;
        int rotation = 0;
        for (RecordedTrack track : file.tracks()) {
            if (track.kind() == TrackKind.VIDEO) {
                pictures = true;
                rotation = rotation(track);
            } else {
                sound = true;
            }
        }
        long to = from + Math.round(file.durationSeconds() * 1000);
        return new Piece(file.name(), file.bytes(), from, to, pictures, sound, rotation);
    }

    /** How far a track's pictures are turned clockwise; what is no quarter of a turn is none. */
    static int rotation(RecordedTrack track) {
        Integer degrees = track.rotation();
        return degrees != null && (degrees == 90 || degrees == 180 || degrees == 270) ? degrees : 0;
    }

    private static List<Lane> lanes(
            Map<String, List<Piece>> pictures, Map<String, List<Piece>> sounds, Map<String, String> names) {
        List<Lane> lanes = new ArrayList<>();
        pictures.forEach((peer, pieces) -> {
            List<List<Piece>> rows = new ArrayList<>();
            for (Piece piece : pieces) {
                List<Piece> free = rows.stream()
                        .filter(row -> row.getLast().to() - OVERLAP <= piece.from())
                        .findFirst()
                        .orElse(null);
                if (free == null) {
                    free = new ArrayList<>();
                    rows.add(free);
                }
                free.add(piece);
            }
            // While the camera is off there is sound alone: the tile stays, with the name.
            List<Piece> heard = sounds.remove(peer);
            if (heard != null) {
                rows.getFirst().addAll(heard);
                rows.getFirst().sort(Comparator.comparingLong(Piece::from));
            }
            rows.forEach(row -> lanes.add(new Lane(peer, names.get(peer), List.copyOf(row))));
        });
        sounds.forEach((peer, pieces) -> lanes.add(new Lane(peer, names.get(peer), List.copyOf(pieces))));
        lanes.sort(Comparator.comparingLong(lane -> lane.pieces().getFirst().from()));
        return List.copyOf(lanes);
    }

    /** Who is there at a time, in the order of coming. */
    List<Lane> at(long millis) {
        return lanes.stream().filter(lane -> lane.at(millis)).toList();
    }
}
