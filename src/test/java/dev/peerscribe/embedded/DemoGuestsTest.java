package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.signaling.PeerHello;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class DemoGuestsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReceivingPeer.Engine engine = new ReceivingPeer.Engine();
    private final RecorderSignaling signaling = new RecorderSignaling(engine);
    private final OpenRelay relay =
            new OpenRelay(TestProperties.relay(), new RelayMeters(registry), new EnvelopeStamp(new JsonMapper()));
    private final DemoGuests guests = new DemoGuests(
            TestProperties.demo("max-guests", "3"), relay, signaling, Clock.systemUTC(), new SecureRandom(), registry);

    @BeforeEach
    void start() {
        relay.start();
        guests.start();
    }

    @AfterEach
    void stop() {
        guests.stop();
        signaling.close();
        engine.close();
        relay.stop();
    }

    @Test
    void aGuestSendsAMovingPictureAndABeepTogetherWithEveryFlash() throws Exception {
        GuestSnapshot guest = guests.invite(new GuestInvitation("/standup", "Ada", Duration.ofSeconds(60)));
        ReceivingPeer receiver = receiverOf(guest);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> receiver.flashes().size() >= 6 && receiver.beeps().size() >= 6);
        assertThat(receiver.size()).isEqualTo("640x360");
        assertThat(receiver.frames()).isGreaterThan(5 * 28);
        assertThat(receiver.channel()).isEqualTo("secure-channel");
        assertThat(guests.find(guest.id()).orElseThrow().state()).isEqualTo(GuestState.CONNECTED);
        assertThat(medianOffsetMillis(receiver.flashes(), receiver.beeps())).isLessThan(80);
        assertThat(signaling.opened().getFirst().url()).hasToString(relay.url() + "/standup");
        assertThat(signaling.opened().getFirst().hello())
                .isEqualTo(new PeerHello(
                        "Ada", PeerHello.PARTICIPANT, Set.of(PeerHello.ADDRESSING, PeerHello.ACKNOWLEDGMENT)));
        assertThat(signaling.chat())
                .singleElement()
                .satisfies(message -> assertThat(message.text()).isEqualTo("Hello, I am Ada"));
    }

    @Test
    void aGuestLeavesByItselfWhenItsTimeIsOver() throws Exception {
        GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, Duration.ofSeconds(1)));
        assertThat(guest.name()).isEqualTo("Demo guest 1");
        await().atMost(Duration.ofSeconds(10)).until(() -> guests.list().isEmpty());
        assertThat(signaling.closed()).containsExactly("guest-" + guest.id());
    }

    @Test
    void aGuestSentAwayIsGoneWhenTheCallReturns() throws Exception {
        GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, null));
        receiverOf(guest);
        assertThat(guests.dismiss(guest.id())).isTrue();
        assertThat(guests.list()).isEmpty();
        assertThat(guests.dismiss(guest.id())).isFalse();
    }

    @Test
    void moreGuestsThanMayBeAreRefusedAndToldWhenToTryAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            guests.invite(new GuestInvitation("/", null, Duration.ofSeconds(30)));
        }
        assertThatThrownBy(() -> guests.invite(new GuestInvitation("/", null, null)))
                .isInstanceOfSatisfying(
                        GuestLimitException.class,
                        e -> assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
        assertThat(guests.list()).hasSize(3);
    }

    @Test
    void stoppingSendsGuestsWithFlowingMediaAwayAndLeavesNoThread() throws Exception {
        for (int i = 0; i < 3; i++) {
            GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, null));
            ReceivingPeer receiver = receiverOf(guest);
            await().atMost(Duration.ofSeconds(10)).until(() -> receiver.frames() > 0);
        }
        guests.stop();
        assertThat(guests.list()).isEmpty();
        assertThat(guestThreads()).isEmpty();
        assertThatThrownBy(() -> guests.invite(new GuestInvitation("/", null, null)))
                .isInstanceOf(GuestLimitException.class);
        guests.start();
        receiverOf(guests.invite(new GuestInvitation("/", null, null)));
    }

    private ReceivingPeer receiverOf(GuestSnapshot guest) {
        String connection = "guest-" + guest.id();
        await().atMost(Duration.ofSeconds(10)).until(() -> signaling.receiver(connection) != null);
        return Objects.requireNonNull(signaling.receiver(connection));
    }

    private static Set<String> guestThreads() {
        Set<String> names = new HashSet<>();
        Thread.getAllStackTraces().keySet().forEach(t -> names.add(t.getName()));
        names.removeIf(name -> !name.startsWith("demo-guest"));
        return names;
    }

    /** Skips the first, which comes while the receiver still finds its delay. */
    private static long medianOffsetMillis(List<Long> flashes, List<Long> beeps) {
        List<Long> offsets = flashes.stream()
                .skip(2)
                .map(flash -> beeps.stream()
                        .mapToLong(beep -> Math.abs(beep - flash))
                        .min()
                        .orElse(Long.MAX_VALUE))
                .map(nanos -> nanos / 1_000_000)
                .sorted()
                .toList();
        return offsets.get(offsets.size() / 2);
    }
}
