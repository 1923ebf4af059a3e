package dev.peerscribe.composite;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import dev.peerscribe.stage.Floor;
import dev.peerscribe.stage.SoftLimit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Everybody's sound in one, on the timeline. Owned by one thread. */
final class Mixer implements AutoCloseable {
    /** Files that are heard at a time. */
    private static final int MOST = 200;

    private final List<Piece> pieces;
    private final Inputs inputs;
    private final Floor<Lane, Piece> floor;
    private final Map<Piece, SoundTrack> open = new HashMap<>();

    Mixer(List<Piece> pieces, Inputs inputs, Floor<Lane, Piece> floor) {
        this.pieces = pieces;
        this.inputs = inputs;
        this.floor = floor;
    }

    /** What is heard from a sample of the recording on, left and right in turn. */
    float[] mix(long from, int samples, StopSignal stopped) throws StoppedException {
        float[] mixed = new float[2 * samples];
        long perMilli = SoundTrack.RATE / 1000;
        long millis = from / perMilli;
        long until = (from + samples) / perMilli + 1;
        for (Piece piece : pieces) {
            if (piece.from() < until && piece.to() > millis && !open.containsKey(piece)) {
                if (open.size() >= MOST) {
                    inputs.note("not more than " + MOST + " files are heard at a time");
                    break;
                }
                SoundTrack track = inputs.sound(piece, millis);
                if (track != null) {
                    open.put(piece, track);
                }
            }
        }
        for (Iterator<Map.Entry<Piece, SoundTrack>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Piece, SoundTrack> entry = each.next();
            floor.heard(entry.getKey(), entry.getValue().mix(mixed, from, stopped), samples / (double) perMilli);
            if (entry.getKey().to() <= millis) {
                floor.over(entry.getKey());
                entry.getValue().close();
                each.remove();
            }
        }
        SoftLimit.apply(mixed);
        return mixed;
    }

    @Override
    public void close() {
        open.values().forEach(SoundTrack::close);
        open.clear();
    }
}
