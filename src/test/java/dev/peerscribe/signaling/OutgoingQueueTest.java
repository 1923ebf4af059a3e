package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutgoingQueueTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OutgoingQueue queue = queue(Map.of());
    /** Near the end of the range, so that the sums run over it as those of a real clock may. */
    private long now = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1);

    @Test
    void anHourAwayAtAHundredMessagesASecondTakesNoMoreThanTheBoundsAndEveryLossIsCounted() {
        Random random = new Random(1);
        String text = "x".repeat(2_000);
        long refused = 0;
        long expired = 0;
        int offered = 360_000;
        for (int i = 0; i < offered; i++) {
            now += Duration.ofMillis(10).toNanos();
            expired += queue.expire(now).size();
            if (!queue.offer(chat("m" + i, text.substring(random.nextInt(2_000))), now)) {
                refused++;
            }
            assertThat(queue.size()).isLessThanOrEqualTo(1_000);
            assertThat(queue.chatBytes()).isLessThanOrEqualTo(1 << 20);
        }
        assertThat(queue.size()).as("it is full").isGreaterThan(900);
        assertThat(queue.size() + refused + expired).isEqualTo(offered);
        assertThat(dropped("chat", "overflow")).isEqualTo((double) refused).isPositive();
        assertThat(dropped("chat", "expired")).isEqualTo((double) expired).isPositive();
        now += Duration.ofMinutes(10).toNanos();
        assertThat(queue.expire(now)).hasSize(offered - (int) refused - (int) expired);
        assertThat(queue.chatBytes()).isZero();
    }

    @Test
    void aThousandShortMessagesFitAndNoMore() {
        IntStream.range(0, 1_000)
                .forEach(i -> assertThat(queue.offer(chat("m" + i, "hi"), now)).isTrue());
        assertThat(queue.offer(chat("more", "hi"), now)).isFalse();
        assertThat(queue.offer(candidate("a"), now)).as("each class for itself").isTrue();
        assertThat(queue.size(OutgoingClass.CHAT)).isEqualTo(1_000);
    }

    @Test
    void theSizeIsThatOfTheTextInUtf8() {
        String euros = "€".repeat(100_000);
        IntStream.range(0, 3)
                .forEach(i -> assertThat(queue.offer(chat("m" + i, euros), now)).isTrue());
        assertThat(queue.offer(chat("m3", euros), now)).isFalse();
        assertThat(queue.offer(chat("m4", "short"), now)).isTrue();
    }

    @Test
    void chatExpiresAfterTenMinutesAndCandidatesAfterHalfAMinute() {
        queue.offer(chat("1", "hi"), now);
        queue.offer(candidate("a"), now);
        queue.offer(offer("o", null), now);
        now += Duration.ofSeconds(29).toNanos();
        queue.offer(candidate("b"), now);
        assertThat(queue.expire(now)).isEmpty();
        assertThat(queue.untilExpiry(now)).isEqualTo(Duration.ofSeconds(1).toNanos());
        now += Duration.ofSeconds(1).toNanos();
        assertThat(queue.expire(now)).containsExactly(candidate("a"));
        now += Duration.ofSeconds(90).toNanos();
        assertThat(queue.expire(now)).containsExactly(offer("o", null), candidate("b"));
        now += Duration.ofMinutes(8).toNanos() - 1;
        assertThat(queue.expire(now)).isEmpty();
        now += 1;
        assertThat(queue.expire(now)).containsExactly(chat("1", "hi"));
        assertThat(queue.untilExpiry(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void candidatesAreBoundedInNumber() {
        queue = queue(Map.of("queue.candidates", "2"));
        assertThat(queue.offer(candidate("a"), now)).isTrue();
        assertThat(queue.offer(candidate("b"), now)).isTrue();
        assertThat(queue.offer(candidate("c"), now)).isFalse();
        assertThat(dropped("candidate", "overflow")).isEqualTo(1);
    }

    @Test
    void onlyTheLatestOfferToAPeerStaysAndInItsPlace() {
        queue.offer(offer("1", "ann"), now);
        queue.offer(offer("1", "bob"), now);
        queue.offer(offer("1", null), now);
        queue.offer(candidate("a"), now);
        queue.offer(offer("2", "ann"), now);
        assertThat(polled()).containsExactly(offer("2", "ann"), offer("1", "bob"), offer("1", null), candidate("a"));
        assertThat(dropped("description", "superseded")).isEqualTo(1);
    }

    @Test
    void anAnswerVoidsWhatStoodBeforeItAndAnOfferLeavesTheAnswerThatItNeeds() {
        queue.offer(offer("1", "ann"), now);
        queue.offer(answer("2", "ann"), now);
        queue.offer(answer("3", "ann"), now);
        queue.offer(offer("4", "ann"), now);
        queue.offer(offer("5", "ann"), now);
        assertThat(polled()).containsExactly(answer("3", "ann"), offer("5", "ann"));
    }

    @Test
    void aDescriptionThatCouldNotBeSentIsVoidOnceThereIsANewerOne() {
        queue.offer(offer("1", "ann"), now);
        OutgoingQueue.Waiting first = Objects.requireNonNull(queue.poll(true));
        queue.offer(offer("2", "ann"), now);
        queue.putBack(first);
        assertThat(polled()).containsExactly(offer("2", "ann"));
    }

    @Test
    void whatCouldNotBeSentIsInFrontAgainAndAsOldAsItWas() {
        queue.offer(chat("1", "hi"), now);
        queue.offer(chat("2", "hi"), now + 1);
        OutgoingQueue.Waiting first = Objects.requireNonNull(queue.poll(true));
        queue.putBack(first);
        now += Duration.ofMinutes(10).toNanos();
        assertThat(queue.expire(now)).containsExactly(chat("1", "hi"));
        assertThat(polled()).containsExactly(chat("2", "hi"));
        assertThat(queue.chatBytes()).isZero();
    }

    @Test
    void chatWaitsWhereItIsToldToAndHoldsNothingElseUp() {
        queue.offer(chat("1", "hi"), now);
        queue.offer(candidate("a"), now);
        queue.offer(new Outgoing.Ack("id", "ann"), now);
        assertThat(queue.poll(false)).extracting(OutgoingQueue.Waiting::message).isInstanceOf(Outgoing.Ack.class);
        assertThat(queue.poll(false)).extracting(OutgoingQueue.Waiting::message).isEqualTo(candidate("a"));
        assertThat(queue.poll(false)).isNull();
        assertThat(queue.poll(true)).isNotNull();
    }

    @Test
    void whatWasAboutALinkGoesWithIt() {
        queue.offer(new Outgoing.Ack("id", "ann"), now);
        queue.offer(new Outgoing.Hello("nonce", null, null), now);
        queue.offer(chat("1", "hi"), now);
        queue.forgetLink();
        assertThat(polled()).containsExactly(chat("1", "hi"));
    }

    @Test
    void whatIsLeftAtTheEndIsCounted() {
        queue.offer(chat("1", "hi"), now);
        queue.offer(candidate("a"), now);
        assertThat(queue.clear()).hasSize(2);
        assertThat(queue.size()).isZero();
        assertThat(dropped("chat", "closed")).isEqualTo(1);
    }

    private List<Outgoing> polled() {
        List<Outgoing> all = new ArrayList<>();
        for (OutgoingQueue.Waiting next = queue.poll(true); next != null; next = queue.poll(true)) {
            all.add(next.message());
        }
        return all;
    }

    private double dropped(String kind, String cause) {
        return meters.counter("peerscribe.signaling.frames.dropped", "class", kind, "cause", cause)
                .count();
    }

    private OutgoingQueue queue(Map<String, String> settings) {
        return new OutgoingQueue(TestSettings.with(settings).queue(), new SignalingMeters(meters));
    }

    private static Outgoing chat(String id, String text) {
        return new Outgoing.Chat(new ChatMessage(id, text, Instant.EPOCH, "", ChatMessage.TEXT));
    }

    private static Outgoing candidate(String candidate) {
        return new Outgoing.Candidate(new IceCandidate(candidate, "0", 0, null), null);
    }

    private static Outgoing offer(String sdp, @Nullable String to) {
        return new Outgoing.Description(new SessionDescription(SdpType.OFFER, sdp), to);
    }

    private static Outgoing answer(String sdp, @Nullable String to) {
        return new Outgoing.Description(new SessionDescription(SdpType.ANSWER, sdp), to);
    }
}
