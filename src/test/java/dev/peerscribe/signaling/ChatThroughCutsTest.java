package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.TrueNumbers;
import dev.peerscribe.embedded.OpenRelay;
import dev.peerscribe.embedded.TestRelay;
import dev.peerscribe.faults.FaultProxy;
import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import dev.peerscribe.signaling.SignalingEvent.DeliveryChanged;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two agents that acknowledge, a real relay, and a network that is cut again and again. */
class ChatThroughCutsTest {
    private static final Logger log = LoggerFactory.getLogger(ChatThroughCutsTest.class);
    /** The true numbers take minutes; every build has half as many messages and shorter times. */
    private static final int MESSAGES = TrueNumbers.orFewer(10_000, 5_000);

    private static final long SEED = 20260101;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenRelay relay = TestRelay.start("max-frames-per-second", "100000");
    private final FaultProxy alicesNetwork = new FaultProxy(relay.port());
    private final FaultProxy bobsNetwork = new FaultProxy(relay.port());
    private final Random random = new Random(SEED);
    private volatile boolean over;
    private int cuts;

    ChatThroughCutsTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        alicesNetwork.close();
        bobsNetwork.close();
        relay.stop();
    }

    @Test
    @Timeout(600)
    void nothingIsLostOrDoubledAndEverythingIsInOrder() throws Exception {
        if (TrueNumbers.wanted()) {
            manyChats(Map.of(), 100, Duration.ofSeconds(5), Duration.ofSeconds(10));
            return;
        }
        // About delivery: with encryption it would be about how many of its operations the machine does in a second.
        Map<String, String> scaled = Map.of(
                "encryption", "off",
                "queue.chats-per-second", "2000",
                "max-peer-frames-per-second", "10000",
                "reconnect.first-retry-within", "20ms",
                "reconnect.base", "30ms",
                "reconnect.spread", "30ms",
                "reconnect.max", "200ms",
                "acknowledgment.timeout", "300ms",
                "acknowledgment.resends", "20",
                "acknowledgment.resend-gap", "20ms");
        manyChats(scaled, 700, Duration.ofMillis(300), Duration.ofSeconds(1));
        assertThat(cuts).isGreaterThan(7);
    }

    private void manyChats(Map<String, String> settings, int perSecond, Duration least, Duration most)
            throws Exception {
        ConnectionPool pool = new ConnectionPool(TestSettings.with(settings), meters, InstantSource.system());
        Agent alice = new Agent("alice", pool, alicesNetwork.uri("ws", "/cuts"));
        Agent bob = new Agent("bob", pool, bobsNetwork.uri("ws", "/cuts"));
        alice.awaitOne(HelloReceived.class, it -> true);
        bob.awaitOne(HelloReceived.class, it -> true);
        Thread cutter = Thread.ofVirtual().name("cutter").start(() -> cutNowAndThen(least, most));
        try {
            long begun = System.nanoTime();
            List<String> said =
                    IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
            for (int i = 0; i < MESSAGES; i++) {
                LockSupport.parkNanos(begun + i * (1_000_000_000L / perSecond) - System.nanoTime());
                say(alice, said.get(i));
            }
            await("everything is acknowledged")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> alice.all(DeliveryChanged.class).stream()
                                    .filter(it -> it.state() != DeliveryState.SENT)
                                    .count()
                            == MESSAGES);
            log.info(
                    "{} chats in {} s through {} cuts: {} reconnects, {} resends, {} repeats",
                    MESSAGES,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    cuts,
                    alice.connection.status().reconnects()
                            + bob.connection.status().reconnects(),
                    meters.counter("peerscribe.signaling.resends").count(),
                    meters.counter("peerscribe.signaling.repeats").count());
            assertThat(bob.all(ChatReceived.class))
                    .extracting(it -> it.message().id())
                    .isEqualTo(said);
            assertThat(alice.all(DeliveryChanged.class))
                    .filteredOn(it -> it.state() == DeliveryState.ACKNOWLEDGED)
                    .extracting(DeliveryChanged::messageId)
                    .containsExactlyInAnyOrderElementsOf(said);
            assertThat(meters.counter("peerscribe.signaling.resends").count())
                    .as("the cuts were felt")
                    .isPositive();
        } finally {
            over = true;
            cutter.join();
            alice.leave();
            bob.leave();
            pool.destroy();
        }
    }

    /** As often as the queue makes it wait. */
    private static void say(Agent agent, String id) {
        ChatMessage message = new ChatMessage(id, "message " + id, Instant.EPOCH, "alice", ChatMessage.TEXT);
        while (!agent.connection.send(message)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void cutNowAndThen(Duration least, Duration most) {
        while (!over) {
            LockSupport.parkNanos(random.nextLong(least.toNanos(), most.toNanos()));
            int whose = random.nextInt(3);
            if (whose != 0) {
                alicesNetwork.cut();
            }
            if (whose != 1) {
                bobsNetwork.cut();
            }
            cuts++;
        }
    }
}
