package dev.peerscribe.composite;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Everybody's picture in one: draws on a canvas who is to be seen at a time. Owned by one thread. */
final class Stage implements AutoCloseable {
    private static final int BACKGROUND = 16;

    private final Timeline timeline;
    private final Inputs inputs;
    private final Speaker speaker;
    private final CompositeLayout layout;
    private final Map<Lane, Seen> seen = new HashMap<>();
    private final List<Tile> tiles = new ArrayList<>();
    /** Whom the tiles are for, in the same order. */
    private List<Lane> shown = List.of();

    private boolean drawn;

    /** What a lane shows from; the track is null where the file cannot be used. */
    private record Seen(Piece piece, @Nullable PictureTrack track) implements AutoCloseable {
        @Override
        public void close() {
            if (track != null) {
                track.close();
            }
        }
    }

    Stage(Timeline timeline, Inputs inputs, Speaker speaker, CompositeLayout layout) {
        this.timeline = timeline;
        this.inputs = inputs;
        this.speaker = speaker;
        this.layout = layout;
    }

    /** Goes on to a time, which is not before the last one. */
    void draw(AVFrame canvas, long millis, StopSignal stopped) throws CompositeException, StoppedException {
        List<Lane> there = timeline.at(millis);
        if (layout == CompositeLayout.SPEAKER) {
            there = speaker.first(there, millis);
        }
        boolean anew = !drawn || !there.equals(shown);
        if (anew) {
            arrange(canvas, there);
        }
        for (int i = 0; i < tiles.size(); i++) {
            draw(canvas, tiles.get(i), shown.get(i), millis, anew, stopped);
        }
    }

    private void draw(AVFrame canvas, Tile tile, Lane lane, long millis, boolean anew, StopSignal stopped)
            throws CompositeException, StoppedException {
        Piece piece = lane.pieceAt(millis);
        Seen from = piece == null ? null : seen(lane, piece, millis);
        PictureTrack track = from == null ? null : from.track();
        boolean changed = track != null && track.advance(millis, stopped);
        if (piece == null || track == null || !track.has(millis)) {
            tile.clear(canvas, anew);
        } else if ((changed || anew || tile.isEmpty()) && !tile.draw(canvas, track.picture(), piece.rotation())) {
            inputs.note(piece.file() + ": a picture cannot be scaled");
        }
    }

    private Seen seen(Lane lane, Piece piece, long millis) {
        Seen before = seen.get(lane);
        if (before != null && before.piece().equals(piece)) {
            return before;
        }
        if (before != null) {
            before.close();
        }
        Seen now = new Seen(piece, inputs.pictures(piece, millis));
        seen.put(lane, now);
        return now;
    }

    private void arrange(AVFrame canvas, List<Lane> there) throws CompositeException {
        drawn = true;
        shown = there;
        tiles.forEach(Tile::close);
        tiles.clear();
        Planes.fill(canvas, new Tiling.Place(0, 0, canvas.width(), canvas.height()), BACKGROUND);
        List<Tiling.Place> places = Tiling.of(layout, there.size(), canvas.width(), canvas.height());
        for (int i = 0; i < places.size(); i++) {
            tiles.add(new Tile(places.get(i), there.get(i).title()));
        }
        if (places.size() < there.size() && layout == CompositeLayout.GRID) {
            inputs.note("not more than " + places.size() + " participants are seen at a time");
        }
        List<Lane> visible = there.subList(0, places.size());
        for (Iterator<Map.Entry<Lane, Seen>> each = seen.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Lane, Seen> entry = each.next();
            if (!visible.contains(entry.getKey())) {
                entry.getValue().close();
                each.remove();
            }
        }
    }

    @Override
    public void close() {
        tiles.forEach(Tile::close);
        tiles.clear();
        seen.values().forEach(Seen::close);
        seen.clear();
    }
}
