package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AckWindowTest {
    private static final String STREAM = "0123456789abcdef";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new ArrayList<>();
    private final PeerKey ann = key();
    private final PeerKey bob = key();
    private AckWindow window = window(Map.of());
    /** Near the end of the range, so that the sums run over it as those of a real clock may. */
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(12);

    @BeforeEach
    void open() {
        window.linkOpened(now);
    }

    @Test
    void whereNobodyAcknowledgesThereIsNoNeed() {
        window.introduced(ann, "a", false, now);
        assertThat(window.isNeeded()).isFalse();
        window.introduced(ann, "", true, now);
        assertThat(window.isNeeded())
                .as("without an id its acknowledgments are nobody's")
                .isFalse();
        window.introduced(ann, "a", true, now);
        assertThat(window.isNeeded()).isTrue();
    }

    @Test
    void aMessageIsSentAndThenAcknowledged() {
        window.introduced(ann, "a", true, now);
        say("1");
        assertThat(sent()).containsExactly(1L);
        now += Duration.ofMillis(70).toNanos();
        acknowledge(ann, 1);
        assertThat(told).containsExactly("1 SENT", "1 ACKNOWLEDGED");
        assertThat(window.size()).isZero();
        Timer roundTrip = meters.timer("peerscribe.signaling.acknowledgments");
        assertThat(roundTrip.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(70);
    }

    @Test
    void aRoomHasAcknowledgedWhenEveryPeerThatWasThereHas() {
        window.introduced(ann, "a", true, now);
        window.introduced(bob, "b", true, now);
        say("1");
        sent();
        PeerKey late = key();
        window.introduced(late, "c", true, now);
        acknowledge(ann, 1);
        acknowledge(ann, 1);
        acknowledge(late, 1);
        assertThat(told).containsExactly("1 SENT");
        acknowledge(bob, 1);
        assertThat(told).containsExactly("1 SENT", "1 ACKNOWLEDGED");
    }

    @Test
    void aPeerThatLeftStopsCounting() {
        window.introduced(ann, "a", true, now);
        window.introduced(bob, "b", true, now);
        say("1");
        sent();
        acknowledge(ann, 1);
        window.left(bob);
        assertThat(told).containsExactly("1 SENT", "1 ACKNOWLEDGED");
        say("2");
        sent();
        window.left(ann);
        assertThat(told).endsWith("2 SENT");
        assertThat(window.size()).isZero();
        assertThat(window.isNeeded()).isFalse();
    }

    @Test
    void itIsSentThreeTimesMoreFiveSecondsApartAndThenExpires() {
        window.introduced(ann, "a", true, now);
        say("1");
        assertThat(sent()).containsExactly(1L);
        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(5).toNanos() - 1;
            assertThat(sent()).isEmpty();
            assertThat(window.untilDue(now)).isEqualTo(1);
            now += 1;
            assertThat(sent()).containsExactly(1L);
        }
        now += Duration.ofSeconds(5).toNanos();
        assertThat(sent()).isEmpty();
        assertThat(told).containsExactly("1 SENT", "1 EXPIRED");
        assertThat(dropped("unacknowledged")).isEqualTo(1);
        assertThat(meters.counter("peerscribe.signaling.resends").count()).isEqualTo(3);
        assertThat(window.isNeeded())
                .as("who said nothing to all of them is gone")
                .isFalse();
        window.introduced(ann, "a", true, now);
        assertThat(window.isNeeded()).as("until it introduces itself again").isTrue();
    }

    @Test
    void noMoreThanAWindowIsUnderWay() {
        window.introduced(ann, "a", true, now);
        for (int i = 1; i <= 32; i++) {
            assertThat(window.hasRoom()).isTrue();
            say(Integer.toString(i));
        }
        assertThat(window.hasRoom()).isFalse();
        sent();
        acknowledge(ann, 7);
        assertThat(window.hasRoom()).as("a receiver would have to hold it").isFalse();
        acknowledge(ann, 1);
        assertThat(window.hasRoom()).isTrue();
    }

    @Test
    void afterAReconnectTheSameIdsGoOutOnceThePeerIsBack() {
        window.introduced(ann, "a", true, now);
        say("1");
        say("2");
        sent();
        acknowledge(ann, 1);
        window.linkLost();
        now += Duration.ofMinutes(2).toNanos();
        assertThat(sent()).isEmpty();
        window.linkOpened(now);
        say("3");
        assertThat(sent()).as("what was never sent").containsExactly(3L);
        window.introduced(ann, "a2", true, now);
        now += Duration.ofMillis(250).toNanos();
        assertThat(sent()).containsExactly(2L, 3L);
        assertThat(told).containsExactly("1 SENT", "2 SENT", "1 ACKNOWLEDGED", "3 SENT");
    }

    @Test
    void afterAReconnectThereAreThreeResendsAgain() {
        window.introduced(ann, "a", true, now);
        say("1");
        for (int i = 0; i < 3; i++) {
            sent();
            now += Duration.ofSeconds(5).toNanos();
        }
        window.linkLost();
        window.linkOpened(now);
        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(5).toNanos();
            assertThat(sent()).containsExactly(1L);
        }
        now += Duration.ofSeconds(5).toNanos();
        sent();
        assertThat(told).containsExactly("1 SENT", "1 EXPIRED");
    }

    @Test
    void whatStaysAwayTooLongExpiresThoughThereIsNoLink() {
        window.introduced(ann, "a", true, now);
        say("1");
        window.linkLost();
        now += Duration.ofMinutes(10).toNanos();
        assertThat(window.untilDue(now)).isZero();
        assertThat(sent()).isEmpty();
        assertThat(told).containsExactly("1 EXPIRED");
        assertThat(dropped("expired")).isEqualTo(1);
    }

    @Test
    void aPeerThatIntroducesItselfAllTheTimeGetsNothingMoreOften() {
        window.introduced(ann, "a", true, now);
        say("1");
        sent();
        int resends = 0;
        for (int i = 0; i < 1_000; i++) {
            now += Duration.ofMillis(1).toNanos();
            window.introduced(ann, "a" + i, true, now);
            resends += sent().size();
        }
        assertThat(resends).isLessThanOrEqualTo(4);
        now += Duration.ofMillis(249).toNanos();
        window.introduced(ann, "a999", true, now);
        sent();
        now += Duration.ofSeconds(1).toNanos();
        window.introduced(ann, "a999", true, now);
        assertThat(sent()).as("it was there already").isEmpty();
    }

    @Test
    void acknowledgmentsOfNobodyAndOfNothingChangeNothing() {
        window.introduced(ann, "a", true, now);
        say("1");
        sent();
        acknowledge(bob, 1);
        acknowledge(ann, 2);
        window.acknowledged(ann, "fedcba9876543210.1", now);
        window.acknowledged(ann, "nonsense", now);
        assertThat(told).containsExactly("1 SENT");
    }

    @Test
    void anAcknowledgmentMayOvertakeTheReturnFromTheSocket() {
        window.introduced(ann, "a", true, now);
        say("1");
        AckWindow.InFlight message = Objects.requireNonNull(window.due(now));
        acknowledge(ann, 1);
        window.sent(message, now);
        assertThat(told).containsExactly("1 SENT", "1 ACKNOWLEDGED");
        assertThat(meters.counter("peerscribe.signaling.resends").count()).isZero();
    }

    @Test
    void peersBeyondTheBoundDoNotCount() {
        window = window(Map.of("max-peers", "1"));
        window.linkOpened(now);
        window.introduced(ann, "a", true, now);
        window.introduced(bob, "b", true, now);
        say("1");
        sent();
        acknowledge(ann, 1);
        assertThat(told).containsExactly("1 SENT", "1 ACKNOWLEDGED");
    }

    @Test
    void everyMessageNamesTheOldestThatMayStillCome() {
        window.introduced(ann, "a", true, now);
        say("1");
        say("2");
        sent();
        AckWindow.InFlight second = sendable();
        assertThat(window.outgoing(second).windowStart()).isEqualTo(STREAM + ".1");
        acknowledge(ann, 1);
        assertThat(window.outgoing(second).windowStart()).isEqualTo(STREAM + ".2");
        assertThat(window.outgoing(second).messageId()).isEqualTo(STREAM + ".2");
    }

    private AckWindow.InFlight sendable() {
        now += Duration.ofSeconds(5).toNanos();
        AckWindow.InFlight first = Objects.requireNonNull(window.due(now));
        window.sent(first, now);
        return Objects.requireNonNull(window.due(now));
    }

    private void say(String id) {
        window.admit(new ChatMessage(id, "hi", Instant.EPOCH, "", ChatMessage.TEXT), now, now);
    }

    private void acknowledge(PeerKey who, long sequence) {
        window.acknowledged(who, STREAM + "." + sequence, now);
    }

    /** What goes out now. */
    private List<Long> sent() {
        List<Long> all = new ArrayList<>();
        window.expire(now);
        for (AckWindow.InFlight next = window.due(now); next != null; next = window.due(now)) {
            all.add(next.sequence);
            window.sent(next, now);
        }
        return all;
    }

    private double dropped(String cause) {
        return meters.counter("peerscribe.signaling.frames.dropped", "class", "chat", "cause", cause)
                .count();
    }

    private AckWindow window(Map<String, String> settings) {
        return new AckWindow(
                STREAM,
                TestSettings.with(settings),
                new SignalingMeters(meters),
                (id, state) -> told.add(id + " " + state));
    }

    private static PeerKey key() {
        return SigningIdentity.generate(new SecureRandom()).publicKey();
    }
}
