package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An introduction proves a key, not who hands it on: a peer in the room says again what another said. */
class StolenIntroductionTest {
    private final ManualClock clock = new ManualClock();
    private final TestPeer agent = new TestPeer("agent", clock, Map.of());
    private final TestPeer bob = new TestPeer("bob", clock, Map.of());

    @Test
    void anAnswerToSomebodyElseIntroducesNobody() {
        String toCarol = bob.frame(new Outgoing.Hello("0123456789abcdef", "carols-nonce-0123", null));
        agent.refuses(asMallory(toCarol), RejectionCause.NOT_ADDRESSED);
    }

    @Test
    void whatWasHeardUnderWayToAnotherIsNotHeardAgain() {
        String toCarol = bob.frame(new Outgoing.Hello("0123456789abcdef", "carols-nonce-0123", null));
        agent.refuses(toCarol, RejectionCause.NOT_ADDRESSED);
        agent.refuses(asMallory(toCarol), RejectionCause.REPLAY);
    }

    @Test
    void anOldIntroductionDoesNotTakeTheAddressOfANewerOne() {
        String old = bob.frame(new Outgoing.Hello("0123456789abcdef", null, null));
        clock.advance(Duration.ofMinutes(5));
        agent.hear(bob.frame(new Outgoing.Hello("fedcba9876543210", null, null)));
        agent.refuses(asMallory(old), RejectionCause.STALE);
        assertThat(agent.wire.announcements().keyOf("bob")).isEqualTo(bob.identity.publicKey());
        assertThat(agent.wire.announcements().keyOf("mallory")).isNull();
    }

    @Test
    void aPeerWhoseClockWasSetBackIsHeardWhenItAnswersUs() {
        agent.hear(bob.frame(new Outgoing.Hello("fedcba9876543210", null, null)));
        clock.advance(Duration.ofMinutes(-5));
        assertThat(agent.hear(bob.frame(new Outgoing.Hello("0123456789abcdef", agent.nonce(), "agent"))))
                .singleElement()
                .isInstanceOf(HelloReceived.class);
    }

    private static String asMallory(String frame) {
        return frame.replace("\"sender_id\":\"bob\"", "\"sender_id\":\"mallory\"");
    }
}
