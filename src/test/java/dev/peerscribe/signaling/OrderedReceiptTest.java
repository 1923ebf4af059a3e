package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedReceiptTest {
    private static final String STREAM = "0123456789abcdef";
    private static final List<String> NOTHING = List.of();

    private final PeerKey ann = key();
    private final PeerKey mallory = key();
    private OrderedReceipt receipt = receipt(Map.of());
    /** Near the end of the range, so that the sums run over it as those of a real clock may. */
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(12);

    @Test
    void whatComesInOrderIsDeliveredAtOnce() {
        assertThat(comes(1)).containsExactly("1");
        assertThat(comes(2)).containsExactly("2");
    }

    @Test
    void whatComesAgainIsARepeat() {
        comes(1);
        comes(2);
        assertThat(comes(1)).isNull();
        assertThat(comes(2)).isNull();
        assertThat(comes(4)).isEqualTo(NOTHING);
        assertThat(comes(4)).as("though it was only held").isNull();
    }

    @Test
    void whatComesTooEarlyIsHeldUntilTheGapIsFilled() {
        comes(1);
        assertThat(comes(4)).isEqualTo(NOTHING);
        assertThat(comes(3)).isEqualTo(NOTHING);
        assertThat(receipt.held()).isEqualTo(2);
        assertThat(comes(2)).containsExactly("2", "3", "4");
        assertThat(receipt.held()).isZero();
    }

    @Test
    void aGapThatIsNotFilledWhileItsSenderWouldFillItIsPassedOver() {
        comes(1);
        comes(3);
        now += Duration.ofSeconds(20).toNanos() - 1;
        assertThat(overdue()).isEqualTo(NOTHING);
        comes(5);
        now += 1;
        assertThat(overdue()).containsExactly("3");
        assertThat(comes(2)).as("late, but not lost").containsExactly("2");
        assertThat(comes(2)).isNull();
        assertThat(comes(4)).containsExactly("4", "5");
    }

    @Test
    void aGapThatItsSenderHasGivenUpIsNotWaitedFor() {
        comes(1);
        comes(3);
        assertThat(comes(5, 4L)).containsExactly("3");
        assertThat(comes(4, 4L)).containsExactly("4", "5");
    }

    @Test
    void whoComesLateBeginsWhereTheSenderIs() {
        assertThat(comes(1_000, 1_000L)).containsExactly("1000");
        assertThat(comes(1_001, 1_001L)).containsExactly("1001");
    }

    @Test
    void ofAStreamWhoseFirstMessagesWereLostTheyAreWaitedForButNotForLong() {
        assertThat(comes(3, 2L)).isEqualTo(NOTHING);
        assertThat(comes(2, 2L)).containsExactly("2", "3");
        receipt = receipt(Map.of());
        assertThat(comes(3, 2L)).isEqualTo(NOTHING);
        now += Duration.ofMillis(7_500).toNanos();
        assertThat(overdue()).containsExactly("3");
    }

    @Test
    void noMoreThanAWindowIsHeldBackOfOneSender() {
        comes(1);
        LongStream.rangeClosed(3, 34).forEach(i -> assertThat(comes(i)).isEqualTo(NOTHING));
        assertThat(comes(35)).hasSize(33).startsWith("3").endsWith("35");
        assertThat(comes(2)).containsExactly("2");
    }

    @Test
    void noMoreThanTheBoundIsHeldBackOfAll() {
        receipt = receipt(Map.of("acknowledgment.held", "10"));
        for (int i = 0; i < 1_000; i++) {
            PeerKey peer = i % 2 == 0 ? ann : mallory;
            receipt.receive(peer, STREAM + "." + (2 * i + 1), message("m" + i, null), now);
            assertThat(receipt.held()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void nobodyCanUseUpTheIdsOfAnother() {
        comes(1);
        receipt.receive(mallory, STREAM + ".2", message("forged", null), now);
        assertThat(comes(2)).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "id-of-another-form", "0123456789abcdef.0", "0123456789abcdef.-1", "0123456789abcdef.01"})
    void idsWithoutAnOrderAreDeliveredAsTheyComeOnce(String id) {
        assertThat(texts(receipt.receive(ann, id, message("a", null), now))).containsExactly("a");
        assertThat(receipt.receive(ann, id, message("a", null), now)).isNull();
        now += Duration.ofMinutes(10).toNanos();
        assertThat(receipt.receive(ann, id, message("a", null), now))
                .as("ten minutes later it is forgotten")
                .isNotNull();
    }

    @Test
    void whatIsRememberedIsBounded() {
        IntStream.range(0, 20_000).forEach(i -> receipt.receive(ann, "id " + i, message("a", null), now));
        assertThat(receipt.remembered()).isEqualTo(10_000);
        assertThat(receipt.receive(ann, "id 10000", message("a", null), now)).isNull();
        assertThat(receipt.receive(ann, "id 9999", message("a", null), now)).isNotNull();
    }

    @Test
    void aSenderWithManyStreamsCostsNobodyElseTheirs() {
        comes(1);
        for (int i = 0; i < 10_000; i++) {
            receipt.receive(mallory, "stream-%016d.1".formatted(i), message("m", null), now);
        }
        assertThat(receipt.remembered()).isEqualTo(3);
        assertThat(comes(1)).isNull();
    }

    @Test
    void whatWasHeldOfAForgottenStreamIsDelivered() {
        receipt = receipt(Map.of("acknowledgment.streams", "1"));
        comes(1);
        comes(3);
        assertThat(texts(receipt.receive(mallory, STREAM + ".1", message("m", null), now)))
                .containsExactly("3", "m");
        assertThat(receipt.remembered()).isEqualTo(1);
    }

    @Test
    void numbersAtTheEndOfTheRangeAreNumbers() {
        assertThat(comes(999_999_999_999_999L)).isNotEmpty();
        assertThat(comes(999_999_999_999_999L)).isNull();
        assertThat(texts(receipt.receive(ann, STREAM + ".9999999999999999", message("too long", null), now)))
                .as("another form")
                .containsExactly("too long");
    }

    private @Nullable List<String> comes(long sequence) {
        return comes(sequence, null);
    }

    private @Nullable List<String> comes(long sequence, @Nullable Long windowStart) {
        List<Incoming.Chat> ready =
                receipt.receive(ann, STREAM + "." + sequence, message(Long.toString(sequence), windowStart), now);
        return ready == null ? null : texts(ready);
    }

    private List<String> overdue() {
        return texts(receipt.overdue(now));
    }

    private static List<String> texts(@Nullable List<Incoming.Chat> messages) {
        return Objects.requireNonNull(messages).stream()
                .map(it -> it.message().text())
                .toList();
    }

    private static Incoming.Chat message(String text, @Nullable Long windowStart) {
        return new Incoming.Chat(
                "ann",
                null,
                new ChatMessage("id", text, Instant.EPOCH, "", ChatMessage.TEXT),
                "unused",
                windowStart == null ? null : STREAM + "." + windowStart);
    }

    private static OrderedReceipt receipt(Map<String, String> settings) {
        return new OrderedReceipt(TestSettings.with(settings).acknowledgment());
    }

    private static PeerKey key() {
        return SigningIdentity.generate(new SecureRandom()).publicKey();
    }
}
