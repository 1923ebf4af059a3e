package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sender and a receiver whose links are cut at random, over minutes of virtual time and many worlds. */
class AcknowledgedChatSimulationTest {
    private static final int WORLDS = 200;
    private static final int MESSAGES = 300;
    private static final SignalingProperties SETTINGS = TestSettings.defaults();
    private static final SignalingMeters METERS = new SignalingMeters(new SimpleMeterRegistry());
    private static final PeerKey ALICE = key();
    private static final PeerKey BOB = key();

    @Test
    void inNoWorldIsAMessageLostDoubledOrOutOfOrder() {
        List<String> said =
                IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
        int cuts = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            World world = new World(seed);
            world.run();
            assertThat(world.heard).as("what Bob hears in world %d", seed).isEqualTo(said);
            assertThat(world.acknowledged)
                    .as("what Alice is told in world %d", seed)
                    .containsExactlyInAnyOrderElementsOf(said);
            cuts += world.alicesLink + world.bobsLink;
        }
        assertThat(cuts).as("the worlds are bad ones").isGreaterThan(10 * WORLDS);
    }

    private static PeerKey key() {
        return SigningIdentity.generate(new SecureRandom()).publicKey();
    }

    /** A frame is lost with the link that it is on, or what the relay still has of it comes after the next link's. */
    private static final class World {
        private record Event(long at, long order, Runnable what) {}

        final List<String> heard = new ArrayList<>();
        final List<String> acknowledged = new ArrayList<>();
        int alicesLink;
        int bobsLink;

        private final Random random;
        private final PriorityQueue<Event> agenda =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
        private final AckWindow window;
        private final OrderedReceipt receipt = new OrderedReceipt(SETTINGS.acknowledgment());
        private final long calm = Duration.ofSeconds(40).toNanos();
        private long now;
        private long events;
        private boolean aliceIsUp;
        private boolean bobIsUp;
        private boolean aliceKnowsBob;
        private boolean bobKnowsAlice;
        private int next;

        World(long seed) {
            random = new Random(seed);
            window = new AckWindow("0123456789abcdef", SETTINGS, METERS, this::told);
        }

        void run() {
            aliceComes();
            bobComes();
            // Once they have met: who was never there is not waited for.
            while (!(aliceKnowsBob && bobKnowsAlice)) {
                step();
            }
            in(millis(1, 3_000), this::cut);
            in(0, this::say);
            while (!agenda.isEmpty() && acknowledged.size() < MESSAGES) {
                step();
            }
        }

        private void step() {
            Event event = agenda.remove();
            now = event.at();
            event.what().run();
            window.expire(now);
            receipt.overdue(now).forEach(this::hears);
            for (AckWindow.InFlight due = window.due(now); due != null; due = window.due(now)) {
                Outgoing.Chat chat = window.outgoing(due);
                window.sent(due, now);
                toBob(() -> receives(chat));
            }
        }

        private void told(String id, DeliveryState state) {
            assertThat(state).isNotEqualTo(DeliveryState.EXPIRED);
            if (state == DeliveryState.ACKNOWLEDGED) {
                acknowledged.add(id);
            }
        }

        private void say() {
            while (next < MESSAGES && window.hasRoom() && random.nextInt(4) != 0) {
                String id = Integer.toString(next++);
                window.admit(new ChatMessage(id, "hi", Instant.EPOCH, "", ChatMessage.TEXT), now, now);
            }
            // Also what moves the time on for resends.
            in(millis(1, 200), this::say);
        }

        private void cut() {
            int whose = random.nextInt(3);
            if (whose != 0 && aliceIsUp) {
                aliceIsUp = false;
                window.linkLost();
                in(millis(1, 2_000), this::aliceComes);
            }
            if (whose != 1 && bobIsUp) {
                bobIsUp = false;
                in(millis(1, 2_000), this::bobComes);
            }
            if (now < calm) {
                in(millis(1, 3_000), this::cut);
            }
        }

        private void aliceComes() {
            aliceIsUp = true;
            alicesLink++;
            aliceKnowsBob = false;
            window.linkOpened(now);
            toBob(() -> {
                bobKnowsAlice = true;
                toAlice(this::meetBob);
            });
        }

        private void bobComes() {
            bobIsUp = true;
            bobsLink++;
            bobKnowsAlice = false;
            toAlice(() -> {
                meetBob();
                toBob(() -> bobKnowsAlice = true);
            });
        }

        private void meetBob() {
            aliceKnowsBob = true;
            window.introduced(BOB, "bob" + bobsLink, true, now);
        }

        private void receives(Outgoing.Chat chat) {
            String id = chat.messageId();
            if (!bobKnowsAlice || id == null) {
                return;
            }
            List<Incoming.Chat> ready = receipt.receive(
                    ALICE, id, new Incoming.Chat("alice", null, chat.message(), id, chat.windowStart()), now);
            if (ready != null) {
                ready.forEach(this::hears);
            }
            toAlice(() -> {
                if (aliceKnowsBob) {
                    window.acknowledged(BOB, id, now);
                }
            });
        }

        private void hears(Incoming.Chat chat) {
            heard.add(chat.message().id());
        }

        private void toBob(Runnable arrival) {
            if (!aliceIsUp) {
                return;
            }
            int from = alicesLink;
            in(millis(5, 5), () -> {
                // At the relay: of a link that was cut, half comes late and half never.
                boolean late = from != alicesLink || !aliceIsUp;
                if (bobIsUp && (!late || random.nextBoolean())) {
                    int to = bobsLink;
                    in(late ? millis(1, 1_000) : millis(5, 5), () -> {
                        if (bobIsUp && to == bobsLink) {
                            arrival.run();
                        }
                    });
                }
            });
        }

        private void toAlice(Runnable arrival) {
            int from = bobsLink;
            int to = alicesLink;
            in(millis(10, 10), () -> {
                if (aliceIsUp && to == alicesLink && bobIsUp && from == bobsLink) {
                    arrival.run();
                }
            });
        }

        private long millis(int least, int most) {
            return Duration.ofMillis(random.nextInt(least, most + 1)).toNanos();
        }

        private void in(long nanos, Runnable what) {
            agenda.add(new Event(now + nanos, events++, what));
        }
    }
}
