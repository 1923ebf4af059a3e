package dev.peerscribe.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.stage.Tiling.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TilingTest {
    @Test
    void onePersonHasAllOfThePicture() {
        for (Layout layout : Layout.values()) {
            assertThat(Tiling.of(layout, 1, 1280, 720)).containsExactly(new Place(0, 0, 1280, 720));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2", "5, 5", "25, 25", "26, 25", "1000, 25"})
    void soManyHavePlacesInAGrid(int participants, int places) {
        assertThat(Tiling.of(Layout.GRID, participants, 1280, 720)).hasSize(places);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void tilesAreEvenInsideThePictureAndApart(Layout layout) {
        for (int[] size : new int[][] {{160, 90}, {1280, 720}, {720, 1080}, {1920, 1080}, {162, 1078}}) {
            for (int participants = 0; participants <= 30; participants++) {
                List<Place> places = Tiling.of(layout, participants, size[0], size[1]);
                for (int i = 0; i < places.size(); i++) {
                    Place place = places.get(i);
                    assertThat(place.x() % 2 + place.y() % 2 + place.width() % 2 + place.height() % 2)
                            .isZero();
                    assertThat(place.x()).isNotNegative();
                    assertThat(place.y()).isNotNegative();
                    assertThat(place.x() + place.width()).isLessThanOrEqualTo(size[0]);
                    assertThat(place.y() + place.height()).isLessThanOrEqualTo(size[1]);
                    for (Place other : places.subList(0, i)) {
                        assertThat(overlap(place, other))
                                .as("%s and %s", place, other)
                                .isFalse();
                    }
                }
            }
        }
    }

    private static boolean overlap(Place one, Place other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }
}
