package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Long> rests = new ArrayList<>();
    private final Pace pace = new Pace(now::get, nanos -> {
        rests.add(TimeUnit.NANOSECONDS.toMillis(nanos));
        now.addAndGet(nanos);
    });

    @Test
    void whileNothingIsRecordedThereIsNoRest() {
        picture(30);
        picture(30);
        assertThat(rests).isEmpty();
    }

    @Test
    void whileSomethingIsRecordedARestIsAsLongAsThePictureTook() {
        pace.began("r1");
        pace.began("r2");
        picture(30);
        picture(30);
        picture(12);
        pace.ended("r1");
        picture(20);
        pace.ended("r2");
        picture(20);
        assertThat(rests).containsExactly(30L, 12L, 20L);
    }

    @Test
    void noRestIsLong() {
        pace.began("r1");
        picture(1);
        picture(60_000);
        assertThat(rests).containsExactly(200L);
    }

    private void picture(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        pace.pictureMade();
    }
}
