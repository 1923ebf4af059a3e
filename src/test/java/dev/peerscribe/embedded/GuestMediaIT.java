package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.signaling.PeerHello;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guest sends, as it is seen and heard. */
@Tag("whole-machine")
@Timeout(60)
class GuestMediaIT {
    private final GuestStage stage = new GuestStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void aGuestSendsAMovingPictureAndABeepTogetherWithEveryFlash() throws Exception {
        GuestSnapshot guest = stage.guests.invite(new GuestInvitation("/standup", "Ada", Duration.ofSeconds(60)));
        ReceivingPeer receiver = stage.receiverOf(guest);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> receiver.flashes().size() >= 6 && receiver.beeps().size() >= 6);
        assertThat(receiver.size()).isEqualTo("640x360");
        assertThat(receiver.frames()).isGreaterThan(5 * 28);
        assertThat(receiver.channel()).isEqualTo("secure-channel");
        assertThat(stage.guests.find(guest.id()).orElseThrow().state()).isEqualTo(GuestState.CONNECTED);
        assertThat(medianOffsetMillis(receiver.flashes(), receiver.beeps())).isLessThan(80);
        assertThat(stage.signaling.opened().getFirst().url()).hasToString(stage.relay.url() + "/standup");
        assertThat(stage.signaling.opened().getFirst().hello())
                .isEqualTo(new PeerHello(
                        "Ada", PeerHello.PARTICIPANT, Set.of(PeerHello.ADDRESSING, PeerHello.ACKNOWLEDGMENT)));
        assertThat(stage.signaling.chat())
                .singleElement()
                .satisfies(message -> assertThat(message.text()).isEqualTo("Hello, I am Ada"));
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
