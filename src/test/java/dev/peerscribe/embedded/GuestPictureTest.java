package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class GuestPictureTest {
    private static final long MILLI = 1_000_000;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    private final GuestPicture picture = new GuestPicture(WIDTH, HEIGHT, "Ada");

    @Test
    void theFirstTenthOfEverySecondIsWhiteAndTheRestIsDark() {
        assertThat(brightness(5_000 * MILLI)).isGreaterThan(180);
        assertThat(brightness(5_099 * MILLI)).isGreaterThan(180);
        assertThat(brightness(5_100 * MILLI)).isLessThan(100);
        assertThat(brightness(5_999 * MILLI)).isLessThan(100);
    }

    @Test
    void theClockRuns() {
        assertThat(luma(5_200 * MILLI)).isNotEqualTo(luma(5_201 * MILLI));
    }

    @Test
    void theBeepIsHeardExactlyWhileTheFlashIsSeen() {
        for (long at = 0; at < 3_000; at += 10) {
            boolean beeps = GuestTone.block(at * MILLI)[2 * 10 + 1] != 0;
            assertThat(beeps).isEqualTo(GuestPicture.marks(at * MILLI)).isEqualTo(at % 1_000 < 100);
        }
    }

    @Test
    void rowsOfANativePlaneMayBeLongerThanThePicture() {
        int stride = WIDTH + 64;
        ByteBuffer padded = ByteBuffer.allocate(stride * HEIGHT);
        draw(5_300 * MILLI, padded, stride);
        ByteBuffer tight = luma(5_300 * MILLI);
        for (int row = 0; row < HEIGHT; row++) {
            assertThat(padded.slice(row * stride, WIDTH)).isEqualTo(tight.slice(row * WIDTH, WIDTH));
        }
    }

    private int brightness(long at) {
        ByteBuffer luma = luma(at);
        long sum = 0;
        for (int i = 0; i < luma.capacity(); i++) {
            sum += luma.get(i) & 255;
        }
        return (int) (sum / luma.capacity());
    }

    private ByteBuffer luma(long at) {
        ByteBuffer luma = ByteBuffer.allocate(WIDTH * HEIGHT);
        draw(at, luma, WIDTH);
        return luma;
    }

    private void draw(long at, ByteBuffer luma, int stride) {
        ByteBuffer chroma = ByteBuffer.allocate(WIDTH / 2 * (HEIGHT / 2));
        picture.draw(
                at,
                new GuestPicture.Plane(luma, stride),
                new GuestPicture.Plane(chroma, WIDTH / 2),
                new GuestPicture.Plane(chroma, WIDTH / 2));
    }
}
