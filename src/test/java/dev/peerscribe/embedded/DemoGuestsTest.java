package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoGuestsTest {
    private final GuestStage stage = new GuestStage();
    private final DemoGuests guests = stage.guests;

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aGuestLeavesByItselfWhenItsTimeIsOver() throws Exception {
        GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, Duration.ofSeconds(1)));
        assertThat(guest.name()).isEqualTo("Demo guest 1");
        await().atMost(Duration.ofSeconds(10)).until(() -> guests.list().isEmpty());
        assertThat(stage.signaling.closed()).containsExactly("guest-" + guest.id());
    }

    @Test
    void aGuestSentAwayIsGoneWhenTheCallReturns() throws Exception {
        GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, null));
        stage.receiverOf(guest);
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
            ReceivingPeer receiver = stage.receiverOf(guest);
            await().atMost(Duration.ofSeconds(10)).until(() -> receiver.frames() > 0);
        }
        guests.stop();
        assertThat(guests.list()).isEmpty();
        assertThat(guestThreads()).isEmpty();
        assertThatThrownBy(() -> guests.invite(new GuestInvitation("/", null, null)))
                .isInstanceOf(GuestLimitException.class);
        guests.start();
        stage.receiverOf(guests.invite(new GuestInvitation("/", null, null)));
    }

    private static Set<String> guestThreads() {
        Set<String> names = new HashSet<>();
        Thread.getAllStackTraces().keySet().forEach(t -> names.add(t.getName()));
        names.removeIf(name -> !name.startsWith("demo-guest"));
        return names;
    }
}
