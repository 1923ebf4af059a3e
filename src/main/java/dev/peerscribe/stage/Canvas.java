package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** The picture in which participants have places, each with a picture and a name. Owned by one thread. */
public final class Canvas implements AutoCloseable {
    private static final int BACKGROUND = 16;

    private final Layout layout;
    private final AVFrame frame;
    private final List<Tile> tiles = new ArrayList<>();

    /**
     * An empty one.
     *
     * @param width pixels across, even
     * @param height pixels down, even
     */
    public Canvas(Layout layout, int width, int height) throws FfmpegException {
        Ffmpeg.load();
        this.layout = layout;
        frame = picture(width, height);
        Planes.fill(frame, new Tiling.Place(0, 0, width, height), BACKGROUND);
    }

    /** Gives participants places, without pictures as yet; the answer is how many of them, the first ones, have one. */
    public int arrange(List<String> names) throws FfmpegException {
        writable();
        tiles.forEach(Tile::close);
        tiles.clear();
        Planes.fill(frame, new Tiling.Place(0, 0, frame.width(), frame.height()), BACKGROUND);
        List<Tiling.Place> places = Tiling.of(layout, names.size(), frame.width(), frame.height());
        for (int i = 0; i < places.size(); i++) {
            Tile tile = new Tile(places.get(i), names.get(i));
            tiles.add(tile);
            tile.clear(frame);
        }
        return places.size();
    }

    /** Whether no picture is drawn there. */
    public boolean isEmpty(int place) {
        return tiles.get(place).isEmpty();
    }

    /** Takes the picture from a place. */
    public void clear(int place) throws FfmpegException {
        if (!isEmpty(place)) {
            writable();
            tiles.get(place).clear(frame);
        }
    }

    /** Draws a picture (YUV 4:2:0), turned clockwise by so many degrees; false where it is such that it cannot be scaled. */
    public boolean draw(int place, AVFrame picture, int rotation) throws FfmpegException {
        writable();
        return tiles.get(place).draw(frame, picture, rotation);
    }

    /** All as it is now; whoever keeps it longer than until the next change keeps a reference of its own. */
    public AVFrame frame() {
        return frame;
    }

    /** Who holds the picture as it was keeps it. */
    private void writable() throws FfmpegException {
        Ffmpeg.check(av_frame_make_writable(frame), "a picture");
    }

    /** A picture of that size, whose planes are the caller's to fill and free. */
    static AVFrame picture(int width, int height) throws FfmpegException {
        AVFrame frame = av_frame_alloc();
        if (frame == null) {
            throw new FfmpegException("no memory for a picture");
        }
        frame.width(width);
        frame.height(height);
        frame.format(AV_PIX_FMT_YUV420P);
        frame.color_range(AVCOL_RANGE_MPEG);
        if (av_frame_get_buffer(frame, 0) < 0) {
            av_frame_free(frame);
            throw new FfmpegException("no memory for a picture");
        }
        return frame;
    }

    @Override
    public void close() {
        tiles.forEach(Tile::close);
        tiles.clear();
        av_frame_free(frame);
    }
}
