package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ErrandTest {

    @Test
    void errandsThatNeverEndAreBounded() {
        await("those of other tests").atMost(Duration.ofSeconds(20)).until(() -> Errand.room() == Errand.MOST);
        CountDownLatch end = new CountDownLatch(1);
        try {
            for (int i = 0; i < Errand.MOST; i++) {
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> hang(end));
            }
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> Errand.await("errand-test", () -> "done", () -> true))
                    .withMessageContaining("begun before");
            assertThat(threads()).isEqualTo(Errand.MOST);
        } finally {
            end.countDown();
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Errand.await("errand-test", () -> "done", () -> false))
                        .isEqualTo("done"));
    }

    private static void hang(CountDownLatch end) throws Exception {
        Errand.await("errand-test", () -> end.await(20, TimeUnit.SECONDS), () -> true);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("errand-test"))
                .count();
    }
}
