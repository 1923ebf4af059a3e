package dev.peerscribe.composite;

import dev.peerscribe.stage.NamePlate;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One image of all participants with their names. */
final class ContactSheet {
    static final int MOST = 100;

    private static final int TILE_WIDTH = 320;
    private static final int TILE_HEIGHT = 180;
    private static final int PLATE = 24;
    private static final int GAP = 6;

    /** A participant; without an image where there is none. */
    record Card(String title, @Nullable BufferedImage image) {}

    private ContactSheet() {}

    /** The first {@link #MOST} of them. */
    static BufferedImage of(List<Card> cards) {
        int count = Math.clamp(cards.size(), 1, MOST);
        int columns = (int) Math.ceil(Math.sqrt(count));
        int rows = (count + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(
                columns * (TILE_WIDTH + GAP) + GAP,
                rows * (TILE_HEIGHT + PLATE + GAP) + GAP,
                BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        for (int i = 0; i < Math.min(cards.size(), MOST); i++) {
            int x = GAP + i % columns * (TILE_WIDTH + GAP);
            int y = GAP + i / columns * (TILE_HEIGHT + PLATE + GAP);
            draw(graphics, cards.get(i), x, y);
        }
        graphics.dispose();
        return sheet;
    }

    private static void draw(Graphics2D graphics, Card card, int x, int y) {
        graphics.setColor(new Color(40, 40, 40));
        graphics.fillRect(x, y, TILE_WIDTH, TILE_HEIGHT);
        BufferedImage image = card.image();
        if (image != null) {
            double scale = Math.min(TILE_WIDTH / (double) image.getWidth(), TILE_HEIGHT / (double) image.getHeight());
            int width = (int) (image.getWidth() * scale);
            int height = (int) (image.getHeight() * scale);
            graphics.drawImage(
                    image, x + (TILE_WIDTH - width) / 2, y + (TILE_HEIGHT - height) / 2, width, height, null);
        }
        BufferedImage name = NamePlate.of(card.title(), TILE_WIDTH, PLATE);
        if (name != null) {
            graphics.drawImage(name, x, y + TILE_HEIGHT, null);
        }
    }
}
