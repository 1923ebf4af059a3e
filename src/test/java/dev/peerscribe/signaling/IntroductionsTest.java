package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntroductionsTest {
    private static final PeerHello NAMED = new PeerHello("n", PeerHello.PARTICIPANT, Set.of(PeerHello.ADDRESSING));

    private final Introductions introductions = new Introductions(3);
    private final PeerKey alice = key();
    private final PeerKey mallory = key();

    @BeforeEach
    void open() {
        introductions.startAnew("our-nonce", 0);
    }

    @Test
    void asLongAsOurIdIsUnknownEverythingIsForUs() {
        assertThat(introductions.forSomeoneElse(null)).isFalse();
        assertThat(introductions.forSomeoneElse("x")).isFalse();
    }

    @Test
    void anAnswerToOursTellsOurId() {
        introductions.add("alice", "me", answer(alice, "our-nonce"));
        assertThat(introductions.forSomeoneElse("me")).isFalse();
        assertThat(introductions.forSomeoneElse("x")).isTrue();
        assertThat(introductions.forSomeoneElse(null)).isFalse();
    }

    @Test
    void anAnswerToSomebodyElseTellsNothing() {
        introductions.add("alice", "bob", answer(alice, "bobs-nonce"));
        assertThat(introductions.forSomeoneElse("me")).isFalse();
    }

    @Test
    void aPeerThatLiesAboutOurIdDoesNotMakeUsDeaf() {
        introductions.add("alice", "me", answer(alice, "our-nonce"));
        introductions.add("mallory", "lie", answer(mallory, "our-nonce"));
        assertThat(introductions.forSomeoneElse("me")).isFalse();
    }

    @Test
    void aNewLinkForgetsIdsAndPeers() {
        introductions.add("alice", "me", answer(alice, "our-nonce"));
        assertThat(introductions.addressable("alice")).isTrue();
        introductions.startAnew("next-nonce", 1);
        assertThat(introductions.addressable("alice")).isFalse();
        assertThat(introductions.forSomeoneElse("x")).isFalse();
    }

    @Test
    void onlySoManyPeersAreKept() {
        for (int i = 0; i < 1000; i++) {
            introductions.add("peer-" + i, null, answer(alice, null));
        }
        assertThat(introductions.addressable("peer-0")).isFalse();
        assertThat(introductions.addressable("peer-999")).isTrue();
    }

    @Test
    void whatWentUnansweredIsAnsweredToAllAtOnceWhenThereIsCredit() {
        for (int i = 0; i < 16; i++) {
            introductions.owesReply(answer(alice, null), 0);
        }
        assertThat(introductions.owesAll(TimeUnit.SECONDS.toNanos(60)))
                .as("nothing is owed")
                .isFalse();
        introductions.startAnew("our-nonce", 0);
        for (int i = 0; i < 30; i++) {
            introductions.owesReply(answer(alice, null), 0);
        }
        assertThat(introductions.owesAll(TimeUnit.MILLISECONDS.toNanos(500))).isFalse();
        assertThat(introductions.owesAll(TimeUnit.SECONDS.toNanos(3))).isTrue();
        assertThat(introductions.owesAll(TimeUnit.SECONDS.toNanos(60)))
                .as("once")
                .isFalse();
    }

    @Test
    void theQuestionBeforeTheLatestMayStillBeAnswered() {
        introductions.askAnew("another-nonce");
        assertThat(introductions.answersOurs(answer(alice, "our-nonce"))).isTrue();
        assertThat(introductions.answersOurs(answer(alice, "another-nonce"))).isTrue();
        assertThat(introductions.answersOurs(answer(alice, "bobs-nonce"))).isFalse();
    }

    @Test
    void anAnswerIsNeverAnsweredAndOpeningsOnlySoOften() {
        assertThat(introductions.owesReply(answer(alice, "x"), 0)).isFalse();
        int replies = 0;
        for (int i = 0; i < 1000; i++) {
            replies += introductions.owesReply(answer(alice, null), 0) ? 1 : 0;
        }
        assertThat(replies).isEqualTo(16);
        long later = TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 1000; i++) {
            replies += introductions.owesReply(answer(alice, null), later) ? 1 : 0;
        }
        assertThat(replies).isEqualTo(20);
    }

    private static HelloCodec.Introduction answer(PeerKey key, @Nullable String inReplyTo) {
        return new HelloCodec.Introduction(key, NAMED, null, Instant.EPOCH, "nonce", inReplyTo);
    }

    private static PeerKey key() {
        return SigningIdentity.generate(new SecureRandom()).publicKey();
    }
}
