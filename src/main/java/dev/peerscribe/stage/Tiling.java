package dev.peerscribe.stage;

import java.util.ArrayList;
import java.util.List;

/** Where tiles lie in the picture; every number is even, for colours have half the resolution. */
final class Tiling {
    /** More have no room: they are heard. */
    static final int MOST = 25;

    /** In the row below who speaks. */
    private static final int MOST_BELOW = 6;

    private static final int GAP = 4;

    /** A place in the picture, in pixels. */
    record Place(int x, int y, int width, int height) {
        static Place even(int x, int y, int width, int height) {
            return new Place(x & ~1, y & ~1, Math.max(2, width & ~1), Math.max(2, height & ~1));
        }
    }

    private Tiling() {}

    /** Places for so many tiles; fewer where there is no room for all. For a speaker, the first one is the large one. */
    static List<Place> of(Layout layout, int tiles, int width, int height) {
        return layout == Layout.GRID || tiles < 2
                ? grid(Math.min(tiles, MOST), width, height)
                : speaker(Math.min(tiles, MOST_BELOW + 1), width, height);
    }

    private static List<Place> grid(int tiles, int width, int height) {
        List<Place> places = new ArrayList<>(tiles);
        if (tiles == 0) {
            return places;
        }
        int columns = (int) Math.ceil(Math.sqrt(tiles));
        int rows = (tiles + columns - 1) / columns;
        int gap = tiles == 1 ? 0 : GAP;
        int tileWidth = (width - gap * (columns - 1)) / columns;
        int tileHeight = (height - gap * (rows - 1)) / rows;
        for (int i = 0; i < tiles; i++) {
            int row = i / columns;
            int inRow = Math.min(columns, tiles - row * columns);
            int left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
            places.add(Place.even(
                    left + i % columns * (tileWidth + gap), row * (tileHeight + gap), tileWidth, tileHeight));
        }
        return places;
    }

    private static List<Place> speaker(int tiles, int width, int height) {
        int below = height / 5;
        List<Place> places = new ArrayList<>(tiles);
        places.add(Place.even(0, 0, width, height - below - GAP));
        int others = tiles - 1;
        int tileWidth = Math.min((width - GAP * (others - 1)) / others, below * 16 / 9);
        int left = (width - others * tileWidth - (others - 1) * GAP) / 2;
        for (int i = 0; i < others; i++) {
            places.add(Place.even(left + i * (tileWidth + GAP), height - below, tileWidth, below));
        }
        return places;
    }
}
