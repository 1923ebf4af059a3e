package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.awt.image.BufferedImage;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.jspecify.annotations.Nullable;

/** A place in the picture for one participant: its picture as a whole, with its name. Owned by one thread. */
final class Tile implements AutoCloseable {
    private static final int EMPTY = 40;

    private final Tiling.Place place;
    private final @Nullable AVFrame plate;
    private @Nullable SwsContext scaler;
    private @Nullable AVFrame fitted;
    private @Nullable AVFrame turned;
    private boolean empty = true;
    private int drawnWidth;
    private int drawnHeight;

    Tile(Tiling.Place place, String title) throws FfmpegException {
        this.place = place;
        plate = plate(place, title);
    }

    private static @Nullable AVFrame plate(Tiling.Place place, String title) throws FfmpegException {
        int height = Math.clamp(place.height() / 10, 16, 40) & ~1;
        BufferedImage image = place.height() < 2 * height ? null : NamePlate.of(title, place.width(), height);
        if (image == null) {
            return null;
        }
        AVFrame made = Canvas.picture(image.getWidth(), image.getHeight());
        Planes.put(image, made);
        return made;
    }

    /** Whether no picture is drawn. */
    boolean isEmpty() {
        return empty;
    }

    /** Draws the tile without a picture. */
    void clear(AVFrame canvas) {
        empty = true;
        Planes.fill(canvas, place, EMPTY);
        name(canvas);
    }

    /** Draws a picture, turned clockwise by so much; false where it is such that it cannot be scaled. */
    boolean draw(AVFrame canvas, AVFrame picture, int rotation) throws FfmpegException {
        boolean aside = rotation == 90 || rotation == 270;
        int sourceWidth = aside ? picture.height() : picture.width();
        int sourceHeight = aside ? picture.width() : picture.height();
        double scale = Math.min(place.width() / (double) sourceWidth, place.height() / (double) sourceHeight);
        int width = Math.clamp(Math.round(sourceWidth * scale), 2, place.width()) & ~1;
        int height = Math.clamp(Math.round(sourceHeight * scale), 2, place.height()) & ~1;
        AVFrame whole = sized(fitted, aside ? height : width, aside ? width : height);
        fitted = whole;
        boolean moved = width != drawnWidth || height != drawnHeight;
        drawnWidth = width;
        drawnHeight = height;
        if (scaler == null) {
            SwsContext made = sws_alloc_context();
            if (made == null) {
                throw new FfmpegException("no memory for a scaler");
            }
            made.flags(SWS_BILINEAR);
            made.threads(1);
            scaler = made;
        }
        if (sws_scale_frame(scaler, whole, picture) < 0) {
            return false;
        }
        if (rotation != 0) {
            turned = sized(turned, width, height);
            Planes.turn(whole, turned, rotation);
            whole = turned;
        }
        if (empty || moved) {
            Planes.fill(canvas, place, 16);
        }
        empty = false;
        Planes.copy(
                whole,
                canvas,
                place.x() + (((place.width() - width) / 2) & ~1),
                place.y() + (((place.height() - height) / 2) & ~1));
        name(canvas);
        return true;
    }

    private static AVFrame sized(@Nullable AVFrame before, int width, int height) throws FfmpegException {
        if (before != null && before.width() == width && before.height() == height) {
            return before;
        }
        if (before != null) {
            av_frame_free(before);
        }
        return Canvas.picture(width, height);
    }

    private void name(AVFrame canvas) {
        if (plate != null) {
            Planes.copy(plate, canvas, place.x(), place.y() + place.height() - plate.height());
        }
    }

    @Override
    public void close() {
        if (plate != null) {
            av_frame_free(plate);
        }
        if (fitted != null) {
            av_frame_free(fitted);
        }
        if (turned != null) {
            av_frame_free(turned);
        }
        if (scaler != null) {
            sws_free_context(scaler);
        }
    }
}
