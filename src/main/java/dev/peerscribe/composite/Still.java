package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_free_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import dev.peerscribe.media.TrackKind;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.jspecify.annotations.Nullable;

/** A picture of a file that stands for all of it. */
final class Still {
    /** Pictures that are looked at for one that is not black. */
    private static final int MOST_PICTURES = 40;

    /** Mean of 0 to 255 below which a picture is black. */
    private static final double BLACK = 20;

    private static final float QUALITY = 0.85f;

    private Still() {}

    /**
     * The first picture that is not black from the last key frame before a time on; where all are, one of them.
     *
     * @param rotation degrees by which it is turned clockwise
     * @param most the longest side (pixels)
     * @throws CompositeException where there is none
     */
    static BufferedImage of(Path file, long millis, int rotation, int most, StopSignal stopped)
            throws CompositeException, StoppedException {
        AVFrame frame = Natives.made(av_frame_alloc(), "a picture");
        BufferedImage found = null;
        try (Source source = new Source(file, TrackKind.VIDEO)) {
            source.seek(millis);
            for (int i = 0; i < MOST_PICTURES && source.next(frame, stopped); i++) {
                BufferedImage image = scaled(frame, most);
                if (image != null) {
                    found = image;
                    if (brightness(image) >= BLACK) {
                        break;
                    }
                }
            }
        } finally {
            av_frame_free(frame);
        }
        if (found == null) {
            throw new CompositeException(file.getFileName() + ": no picture can be decoded");
        }
        return turned(found, rotation);
    }

    private static @Nullable BufferedImage scaled(AVFrame frame, int most) throws CompositeException {
        double scale = Math.min(1, most / (double) Math.max(frame.width(), frame.height()));
        int width = Math.max(1, (int) Math.round(frame.width() * scale));
        int height = Math.max(1, (int) Math.round(frame.height() * scale));
        AVFrame small = Natives.made(av_frame_alloc(), "a picture");
        SwsContext scaler = null;
        try {
            small.width(width);
            small.height(height);
            small.format(AV_PIX_FMT_BGR24);
            Natives.check(av_frame_get_buffer(small, 0), "a picture");
            scaler = Natives.made(sws_alloc_context(), "a scaler");
            scaler.flags(SWS_BILINEAR);
            scaler.threads(1);
            if (sws_scale_frame(scaler, small, frame) < 0) {
                return null;
            }
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
            byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
            for (int y = 0; y < height; y++) {
                small.data(0).position((long) y * small.linesize(0)).get(pixels, y * width * 3, width * 3);
            }
            return image;
        } finally {
            av_frame_free(small);
            if (scaler != null) {
                sws_free_context(scaler);
            }
        }
    }

    private static double brightness(BufferedImage image) {
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        long sum = 0;
        for (byte each : pixels) {
            sum += each & 255;
        }
        return sum / (double) pixels.length;
    }

    private static BufferedImage turned(BufferedImage image, int degrees) {
        if (degrees != 90 && degrees != 180 && degrees != 270) {
            return image;
        }
        boolean aside = degrees != 180;
        BufferedImage turned = new BufferedImage(
                aside ? image.getHeight() : image.getWidth(),
                aside ? image.getWidth() : image.getHeight(),
                BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = turned.createGraphics();
        graphics.translate(turned.getWidth() / 2.0, turned.getHeight() / 2.0);
        graphics.rotate(Math.toRadians(degrees));
        graphics.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return turned;
    }

    /** An image as JPEG. */
    static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
