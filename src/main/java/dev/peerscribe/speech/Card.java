package dev.peerscribe.speech;

import dev.peerscribe.media.PlainPicture;
import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** A picture to be shown, of the configured size. */
final class Card {
    /** 8K and a bit. */
    private static final long MOST_PIXELS = 36_000_000;

    private static final int LONGEST_NAME = 64;
    private static final Color PAPER = new Color(24, 28, 36);

    private Card() {}

    /** A name in white; null where this machine can draw none, for want of fonts. */
    static @Nullable PlainPicture named(String name, SpeechProperties.Video video) {
        BufferedImage image = new BufferedImage(video.width(), video.height(), BufferedImage.TYPE_INT_RGB);
        try {
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(PAPER);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            String text = name.codePointCount(0, name.length()) > LONGEST_NAME
                    ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME))
                    : name;
            int size = image.getHeight() / 5;
            FontMetrics metrics = graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size));
            while (size > 8 && metrics.stringWidth(text) > image.getWidth() * 9 / 10) {
                size--;
                metrics = graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, size));
            }
            graphics.setColor(Color.WHITE);
            graphics.setFont(metrics.getFont());
            graphics.drawString(
                    text,
                    (image.getWidth() - metrics.stringWidth(text)) / 2,
                    (image.getHeight() - metrics.getHeight()) / 2 + metrics.getAscent());
            graphics.dispose();
            return picture(image);
        } catch (LinkageError | InternalError | AWTError | RuntimeException e) { // a machine without fonts
            return null;
        }
    }

    /**
     * A file's picture, whole, in the middle of the card.
     *
     * @throws IOException where it is none that can be read; the message is for a user
     */
    static PlainPicture of(Path file, SpeechProperties.Video video) throws IOException {
        BufferedImage image = read(file);
        BufferedImage card = new BufferedImage(video.width(), video.height(), BufferedImage.TYPE_INT_RGB);
        double ratio =
                Math.min((double) card.getWidth() / image.getWidth(), (double) card.getHeight() / image.getHeight());
        int width = Math.max(1, (int) Math.round(image.getWidth() * ratio));
        int height = Math.max(1, (int) Math.round(image.getHeight() * ratio));
        Graphics2D graphics = card.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.fillRect(0, 0, card.getWidth(), card.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                image, (card.getWidth() - width) / 2, (card.getHeight() - height) / 2, width, height, PAPER, null);
        graphics.dispose();
        return picture(card);
    }

    private static BufferedImage read(Path file) throws IOException {
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = input == null ? null : ImageIO.getImageReaders(input);
            if (readers == null || !readers.hasNext()) {
                throw new IOException("is no picture that can be read");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new IOException("has more than " + MOST_PIXELS + " pixels");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) { // of readers that a broken file leads astray
            throw new IOException("is no picture that can be read", e);
        }
    }

    /** Limited range by BT.601. */
    private static PlainPicture picture(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        PlainPicture picture = PlainPicture.black(width, height);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int r = (row[x] >> 16) & 255;
                int g = (row[x] >> 8) & 255;
                int b = row[x] & 255;
                picture.y().put(y * width + x, (byte) (16 + ((66 * r + 129 * g + 25 * b + 128) >> 8)));
                if (y % 2 == 0 && x % 2 == 0) {
                    int at = y / 2 * picture.strideU() + x / 2;
                    picture.u().put(at, (byte) (128 + ((-38 * r - 74 * g + 112 * b + 128) >> 8)));
                    picture.v().put(at, (byte) (128 + ((112 * r - 94 * g - 18 * b + 128) >> 8)));
                }
            }
        }
        return picture;
    }
}
