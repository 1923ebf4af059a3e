package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartGridTest {
    @Test
    void partsBeginWhereFramesOfSoundDo() {
        PartGrid grid = new PartGrid(60_000, 25, 3_600_000);
        assertThat(grid.partMillis()).isEqualTo(59_840);
        for (int part = 0; part < grid.parts(); part++) {
            assertThat(grid.firstSample(part) % 1024).isZero();
            assertThat(grid.firstSample(part) % 960).isZero();
            assertThat(grid.firstSample(part)).isEqualTo(grid.startMillis(part) * 48);
        }
    }

    @Test
    void everyPictureIsInOnePartWhateverTheRate() {
        for (int rate = 1; rate <= 60; rate++) {
            for (long millis : new long[] {1, 39, 320, 2000, 2239, 2240, 2241, 61_234}) {
                PartGrid grid = new PartGrid(2000, rate, millis);
                assertThat(grid.firstPicture(0)).isZero();
                for (int part = 0; part < grid.parts(); part++) {
                    long first = grid.firstPicture(part);
                    assertThat(grid.millisOf(first)).isGreaterThanOrEqualTo(grid.startMillis(part));
                    assertThat(grid.firstPicture(part + 1)).isGreaterThanOrEqualTo(first);
                }
                assertThat(grid.pictures()).isEqualTo((millis * rate + 999) / 1000);
            }
        }
    }

    @Test
    void aRestThatIsTooShortForAnEncoderBelongsToThePartBefore() {
        assertThat(new PartGrid(1920, 25, 1920).parts()).isEqualTo(1);
        assertThat(new PartGrid(1920, 25, 2239).parts()).isEqualTo(1);
        assertThat(new PartGrid(1920, 25, 2240).parts()).isEqualTo(2);
        assertThat(new PartGrid(1920, 25, 10).parts()).isEqualTo(1);
    }
}
