package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pings and pongs on a clock of the test's own, with the true numbers. */
class HeartbeatTest {
    private static final SignalingProperties SETTINGS = TestSettings.defaults();
    private static final long PING_INTERVAL = SETTINGS.pingInterval().toNanos();

    private final Random random = new Random(11);
    private final Heartbeat heartbeat = new Heartbeat(SETTINGS.pongTimeout(), random::nextLong, 0);

    @Test
    void aPongTellsHowLongItsPingTook() {
        ByteBuffer ping = heartbeat.ping(seconds(5));
        assertThat(heartbeat.pong(ping, seconds(5.25))).isEqualTo(Duration.ofMillis(250));
        assertThat(heartbeat.deadAt()).isEqualTo(seconds(17.25));
    }

    @Test
    void aLatePongIsThatOfItsOwnPing() {
        ByteBuffer first = heartbeat.ping(seconds(5));
        ByteBuffer second = heartbeat.ping(seconds(10));
        assertThat(heartbeat.pong(first, seconds(11))).isEqualTo(Duration.ofSeconds(6));
        assertThat(heartbeat.pong(second, seconds(11.5))).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aPongMayStandForTheOnesBefore() {
        ByteBuffer first = heartbeat.ping(seconds(5));
        ByteBuffer second = heartbeat.ping(seconds(10));
        assertThat(heartbeat.pong(second, seconds(11))).isEqualTo(Duration.ofSeconds(1));
        assertThat(heartbeat.pong(first, seconds(12))).as("answered already").isNull();
        assertThat(heartbeat.deadAt()).isEqualTo(seconds(23));
    }

    @Test
    void aPongThatAnswersNothingProvesNothing() {
        ByteBuffer ping = heartbeat.ping(seconds(5));
        assertThat(heartbeat.pong(ByteBuffer.allocate(0), seconds(6))).isNull();
        assertThat(heartbeat.pong(ByteBuffer.allocate(8), seconds(6))).isNull();
        assertThat(heartbeat.pong(ByteBuffer.allocate(125), seconds(6))).isNull();
        assertThat(heartbeat.deadAt()).isEqualTo(seconds(12));
        assertThat(heartbeat.pong(ping.duplicate(), seconds(6))).isNotNull();
        assertThat(heartbeat.pong(ping, seconds(7))).as("the same again").isNull();
        assertThat(heartbeat.deadAt()).isEqualTo(seconds(18));
    }

    @Test
    void pingsThatNobodyAnswersAreNotKeptForever() {
        ByteBuffer first = heartbeat.ping(0);
        for (int i = 0; i < 1000; i++) {
            heartbeat.ping(i);
        }
        assertThat(heartbeat.pong(first, 2000)).isNull();
    }

    @Test
    void aBlackHoleIsNoticedWithinThirteenSeconds() {
        for (int run = 0; run < 1000; run++) {
            long hole = seconds(60 + random.nextDouble() * 10);
            long noticed = simulate(seconds(600), hole, () -> seconds(random.nextDouble() * 0.2));
            assertThat(noticed - hole).isBetween(0L, seconds(13));
        }
    }

    @Test
    void aLivingLinkIsNotTakenForDeadInEightHoursOfJitter() {
        for (int run = 0; run < 20; run++) {
            // Mostly quick, now and then up to six seconds late; TCP keeps their order.
            assertThat(simulate(
                            seconds(8 * 3600),
                            Long.MAX_VALUE,
                            () -> seconds(
                                    random.nextInt(20) == 0 ? random.nextDouble() * 6 : random.nextDouble() * 0.3)))
                    .isEqualTo(-1);
        }
    }

    /** When the link is taken for dead, or -1 where it lives to the end; pongs that are due after {@code hole} get lost. */
    private long simulate(long end, long hole, java.util.function.LongSupplier delay) {
        record Pong(ByteBuffer payload, long at) {}
        PriorityQueue<Pong> underWay = new PriorityQueue<>(Comparator.comparingLong(Pong::at));
        Heartbeat beats = new Heartbeat(SETTINGS.pongTimeout(), random::nextLong, 0);
        long lastPong = 0;
        for (long ping = PING_INTERVAL; ping < end; ping += PING_INTERVAL) {
            while (!underWay.isEmpty() && underWay.peek().at() <= ping) {
                Pong pong = underWay.remove();
                if (pong.at() >= beats.deadAt()) {
                    return beats.deadAt();
                }
                assertThat(beats.pong(pong.payload(), pong.at())).isNotNull();
            }
            if (ping >= beats.deadAt()) {
                return beats.deadAt();
            }
            lastPong = Math.max(lastPong, ping + delay.getAsLong());
            ByteBuffer payload = beats.ping(ping);
            if (lastPong < hole) {
                underWay.add(new Pong(payload, lastPong));
            }
        }
        return -1;
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }
}
