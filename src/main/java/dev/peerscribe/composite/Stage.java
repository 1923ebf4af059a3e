package dev.peerscribe.composite;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.stage.Canvas;
import dev.peerscribe.stage.Floor;
import dev.peerscribe.stage.Layout;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Everybody's picture in one: draws on a canvas who is to be seen at a time. Owned by one thread. */
final class Stage implements AutoCloseable {
    private final Timeline timeline;
    private final Inputs inputs;
    private final Floor<Lane, Piece> floor;
    private final Layout layout;
    private final Canvas canvas;
    private final Map<Lane, Seen> seen = new HashMap<>();
    /** Who is there, in the order of their places. */
    private List<Lane> there = List.of();
    /** How many of them have a place. */
    private int places;

    /** What a lane shows from; the track is null where the file cannot be used. */
    private record Seen(Piece piece, @Nullable PictureTrack track) implements AutoCloseable {
        @Override
        public void close() {
            if (track != null) {
                track.close();
            }
        }
    }

    Stage(Timeline timeline, Inputs inputs, Floor<Lane, Piece> floor, CompositeRequest request) throws FfmpegException {
        this.timeline = timeline;
        this.inputs = inputs;
        this.floor = floor;
        layout = request.layout();
        canvas = new Canvas(layout, request.width(), request.height());
    }

    /** Goes on to a time, which is not before the last one; what is to be seen then, until the next time. */
    AVFrame draw(long millis, StopSignal stopped) throws IOException {
        List<Lane> now = timeline.at(millis);
        if (layout == Layout.SPEAKER) {
            now = floor.first(now, millis);
        }
        if (!now.equals(there)) {
            arrange(now);
        }
        for (int place = 0; place < places; place++) {
            draw(place, there.get(place), millis, stopped);
        }
        return canvas.frame();
    }

    private void draw(int place, Lane lane, long millis, StopSignal stopped) throws IOException {
        Piece piece = lane.pieceAt(millis);
        Seen from = piece == null ? null : seen(lane, piece, millis);
        PictureTrack track = from == null ? null : from.track();
        boolean changed = track != null && track.advance(millis, stopped);
        if (piece == null || track == null || !track.has(millis)) {
            canvas.clear(place);
        } else if ((changed || canvas.isEmpty(place)) && !canvas.draw(place, track.picture(), piece.rotation())) {
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

    private void arrange(List<Lane> now) throws FfmpegException {
        there = now;
        places = canvas.arrange(now.stream().map(Lane::title).toList());
        if (places < now.size() && layout == Layout.GRID) {
            inputs.note("not more than " + places + " participants are seen at a time");
        }
        List<Lane> visible = now.subList(0, places);
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
        canvas.close();
        seen.values().forEach(Seen::close);
        seen.clear();
    }
}
