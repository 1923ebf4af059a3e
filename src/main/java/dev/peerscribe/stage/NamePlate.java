package dev.peerscribe.stage;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A name as an image; names are what peers call themselves. */
public final class NamePlate {
    private static final Logger log = LoggerFactory.getLogger(NamePlate.class);

    private static final AtomicBoolean told = new AtomicBoolean();

    private static final int LONGEST = 80;
    private static final String CUT = "…";

    private NamePlate() {}

    /**
     * The name in white on black, no larger than this; null where this machine can draw none, for want of fonts.
     *
     * @param most the widest that it may be (pixels)
     * @param height of the plate (pixels)
     */
    public static @Nullable BufferedImage of(String name, int most, int height) {
        String text = shown(name);
        if (text.isEmpty() || most < height || height < 8) {
            return null;
        }
        try {
            return draw(text, most, height);
        } catch (LinkageError | InternalError | AWTError | RuntimeException e) {
            if (!told.getAndSet(true)) {
                log.warn(
                        "Names cannot be drawn on this machine: {}",
                        e.getClass().getSimpleName());
            }
            return null;
        }
    }

    private static BufferedImage draw(String text, int most, int height) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, height * 2 / 3);
        BufferedImage measure = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D ruler = measure.createGraphics();
        FontMetrics metrics = ruler.getFontMetrics(font);
        int margin = height / 4;
        String fit = text;
        while (!fit.equals(CUT) && metrics.stringWidth(fit) > most - 2 * margin) {
            String bare = fit.endsWith(CUT) ? fit.substring(0, fit.length() - 1) : fit;
            fit = bare.substring(0, bare.offsetByCodePoints(bare.length(), -1)) + CUT;
        }
        ruler.dispose();
        int width = Math.min(most, metrics.stringWidth(fit) + 2 * margin) & ~1;
        BufferedImage plate = new BufferedImage(Math.max(2, width), height & ~1, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = plate.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(new Color(24, 24, 24));
        graphics.fillRect(0, 0, plate.getWidth(), plate.getHeight());
        graphics.setColor(Color.WHITE);
        graphics.setFont(font);
        graphics.drawString(fit, margin, (height - metrics.getHeight()) / 2 + metrics.getAscent());
        graphics.dispose();
        return plate;
    }

    /** Without what is not to be seen or turns the direction of writing, and not too long. */
    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .filter(point -> switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                })
                .limit(LONGEST)
                .forEach(shown::appendCodePoint);
        return shown.toString().strip();
    }
}
