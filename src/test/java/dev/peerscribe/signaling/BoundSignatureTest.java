package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.TrueNumbers;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.SignalingEvent.DescriptionReceived;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Secure messages that were replayed, changed, stripped or made by somebody else. */
@Timeout(60)
class BoundSignatureTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MANY = TrueNumbers.orFewer(1000, 300);
    private static final Map<String, String> IN_CLEAR = Map.of("encryption", "off");

    private final ManualClock clock = new ManualClock();
    private final TestPeer alice = new TestPeer("alice", clock, IN_CLEAR);
    private final TestPeer bob = new TestPeer("bob", clock, IN_CLEAR);
    private final TestPeer base = new TestPeer("base", clock, Map.of("encryption", "off", "bound-signature", "off"));
    private final Random random = new Random(11);
    private int made;

    @Test
    void replaysAreRefused() {
        for (int message = 0; message < 100; message++) {
            String frame = offer(message % 2 == 0 ? alice : base);
            assertThat(bob.hear(frame)).hasOnlyElementsOfType(DescriptionReceived.class);
            for (int replay = 0; replay < MANY / 100; replay++) {
                clock.advance(Duration.ofMillis(100));
                bob.refuses(frame, RejectionCause.REPLAY);
            }
        }
        assertThat(bob.refused()).isEqualTo(Map.of(RejectionCause.REPLAY, MANY));
    }

    @Test
    void replaysWithAnotherNonceAreRefused() {
        String frame = offer(base);
        bob.hear(frame);
        for (int i = 0; i < MANY; i++) {
            bob.refuses(
                    changed(frame, payload -> flip((ArrayNode) payload.get("nonce"), random.nextInt(128))),
                    RejectionCause.REPLAY);
        }
    }

    @Test
    void signedTextsAndSignaturesWithOneBitFlippedAreRefused() {
        String proven = offer(alice);
        String unproven = offer(base);
        for (int i = 0; i < MANY; i++) {
            boolean text = random.nextBoolean();
            bob.refuses(
                    changed(i % 2 == 0 ? proven : unproven, payload -> {
                        if (text) {
                            flip((ObjectNode) payload.get("offer"), "sdp");
                        } else {
                            flip((ArrayNode) payload.get("signature"), random.nextInt(512));
                        }
                    }),
                    RejectionCause.BAD_SIGNATURE);
        }
        assertThat(bob.refused()).isEqualTo(Map.of(RejectionCause.BAD_SIGNATURE, MANY));
        assertThat(bob.hear(proven)).as("the true one").hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void flippedBitsOfKeyNonceAndProofAreRefused() {
        String frame = offer(alice);
        for (int i = 0; i < MANY; i++) {
            String damaged = changed(frame, payload -> {
                switch (random.nextInt(3)) {
                    case 0 -> flip((ArrayNode) payload.get("public_key"), random.nextInt(520));
                    case 1 -> flip((ArrayNode) payload.get("nonce"), random.nextInt(128));
                    default -> flip((ObjectNode) payload, "proof");
                }
            });
            assertThat(bob.hear(damaged)).hasOnlyElementsOfType(SignalingEvent.FrameRejected.class);
        }
        assertThat(bob.refused())
                .as("a point that is none, another key's signature, another nonce")
                .containsOnlyKeys(
                        RejectionCause.MALFORMED, RejectionCause.BAD_SIGNATURE, RejectionCause.PROOF_MISMATCH);
        assertThat(bob.hear(frame)).as("the true one").hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void messagesUnderForeignKeysAreRefused() {
        String proven = offer(alice);
        String unproven = offer(base);
        SecureRandom keys = new SecureRandom();
        for (int i = 0; i < MANY; i++) {
            SigningIdentity stranger = SigningIdentity.generate(keys);
            bob.refuses(
                    changed(i % 2 == 0 ? proven : unproven, payload -> key((ObjectNode) payload, stranger)),
                    RejectionCause.BAD_SIGNATURE);
        }
        assertThat(bob.refused()).isEqualTo(Map.of(RejectionCause.BAD_SIGNATURE, MANY));
    }

    @Test
    void aProofOfAForeignKeyIsRefused() {
        String proof = payload(offer(new TestPeer("mallory", clock, IN_CLEAR)))
                .get("proof")
                .stringValue();
        bob.refuses(
                changed(offer(alice), payload -> ((ObjectNode) payload).put("proof", proof)),
                RejectionCause.BAD_SIGNATURE);
    }

    @Test
    void aNonceThatWasUsedForAnotherTextIsRefused() {
        String frame = offer(base);
        bob.hear(frame);
        ArrayNode nonce = (ArrayNode) payload(frame).get("nonce");
        bob.refuses(
                changed(offer(base), payload -> ((ObjectNode) payload).set("nonce", nonce)),
                RejectionCause.NONCE_REUSED);
    }

    @Test
    void aProofOfAnotherTimeIsStaleEitherWay() {
        String frame = offer(alice);
        clock.advance(Duration.ofSeconds(121));
        bob.refuses(frame, RejectionCause.STALE);
        clock.advance(Duration.ofSeconds(-242));
        bob.refuses(frame, RejectionCause.STALE);
        clock.advance(Duration.ofSeconds(1));
        assertThat(bob.hear(frame)).hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void thereIsNoMomentBetweenBeingRememberedAndBeingStale() {
        String frame = offer(alice);
        clock.advance(Duration.ofMinutes(-2));
        assertThat(bob.hear(frame)).hasOnlyElementsOfType(DescriptionReceived.class);
        for (int second = 0; second < 300; second++) {
            clock.advance(Duration.ofSeconds(1));
            bob.refuses(frame, second < 240 ? RejectionCause.REPLAY : RejectionCause.STALE);
        }
    }

    @Test
    void aProofOfAnotherMessageOrForAnotherPeerIsAMismatch() {
        BiConsumer<String, String> refused = (frame, why) -> assertThat(bob.hear(frame))
                .as(why)
                .containsExactly(new SignalingEvent.FrameRejected("bob", RejectionCause.PROOF_MISMATCH));
        String proof = payload(offer(alice)).get("proof").stringValue();
        refused.accept(changed(offer(alice), payload -> ((ObjectNode) payload).put("proof", proof)), "another text");
        refused.accept(changed(offer(alice), payload -> ((ObjectNode) payload).put("to", "bob")), "an addressee added");
        TestPeer carol = new TestPeer("carol", clock, IN_CLEAR);
        TestPeer.introduce(alice, bob, carol);
        String forCarol = alice.frame(description("carol"));
        refused.accept(changed(forCarol, payload -> ((ObjectNode) payload).put("to", "bob")), "an addressee changed");
        refused.accept(changed(forCarol, payload -> ((ObjectNode) payload).remove("to")), "an addressee removed");
        refused.accept(forCarol, "whatever the relay calls bob, the key is carol's");
        assertThat(carol.hear(forCarol)).hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void aProofIsNoIntroductionAndAnIntroductionIsNoProof() {
        String jws = payload(alice.frame(new Outgoing.Hello("0123456789abcdef", null, null)))
                .get("jws")
                .stringValue();
        bob.refuses(
                changed(offer(alice), payload -> ((ObjectNode) payload).put("proof", jws)), RejectionCause.MALFORMED);
        String proof = payload(offer(alice)).get("proof").stringValue();
        bob.refuses(
                alice.stamped(FrameCodecTest.envelope("hello", "{\"jws\":\"" + proof + "\"}")),
                RejectionCause.MALFORMED);
    }

    @Test
    void aPeerThatAnnouncedToProveIsNotBelievedWithout() {
        assertThat(bob.hear(stripped(offer(alice))))
                .as("nobody knows yet that it would")
                .hasOnlyElementsOfType(DescriptionReceived.class);
        TestPeer.introduce(alice, bob);
        bob.refuses(stripped(offer(alice)), RejectionCause.DOWNGRADE);
        bob.reconnects();
        bob.refuses(stripped(offer(alice)), RejectionCause.DOWNGRADE);
        assertThat(bob.hear(offer(base))).hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void aPeerThatProvedOnceIsNotBelievedWithout() {
        String frame = offer(alice);
        assertThat(bob.hear(frame)).hasOnlyElementsOfType(DescriptionReceived.class);
        clock.advance(Duration.ofMinutes(5));
        bob.refuses(stripped(frame), RejectionCause.DOWNGRADE);
    }

    @Test
    void whereProofsAreRequiredNothingIsTakenWithout() {
        TestPeer strict = new TestPeer("strict", clock, Map.of("encryption", "off", "bound-signature", "required"));
        strict.refuses(offer(base), RejectionCause.NOT_BOUND);
        assertThat(strict.hear(offer(alice))).hasOnlyElementsOfType(DescriptionReceived.class);
    }

    @Test
    void aFullMemoryRefusesAndDoesNotForget() {
        TestPeer small = new TestPeer("small", clock, Map.of("encryption", "off", "replay-capacity", "20"));
        String first = offer(alice);
        small.hear(first);
        for (int i = 0; i < 9; i++) {
            assertThat(small.hear(offer(alice))).hasOnlyElementsOfType(DescriptionReceived.class);
        }
        small.refuses(offer(alice), RejectionCause.OVERLOAD);
        small.refuses(first, RejectionCause.REPLAY);
        clock.advance(Duration.ofSeconds(241));
        assertThat(small.hear(offer(alice))).hasOnlyElementsOfType(DescriptionReceived.class);
    }

    private String offer(TestPeer from) {
        return from.frame(description(null));
    }

    private Outgoing description(@Nullable String to) {
        return new Outgoing.Description(new SessionDescription(SdpType.OFFER, "v=0\r\ns=" + made++ + "\r\n"), to);
    }

    private static String stripped(String frame) {
        return changed(frame, payload -> ((ObjectNode) payload).remove("proof"));
    }

    private static void key(ObjectNode payload, SigningIdentity identity) {
        ArrayNode key = payload.putArray("public_key");
        for (byte b : identity.publicKey().point()) {
            key.add(b & 0xff);
        }
    }

    /** The payload keeps its order, so what was signed stays as it was. */
    private static String changed(String frame, Consumer<JsonNode> change) {
        ObjectNode envelope = (ObjectNode) JSON.readTree(frame);
        JsonNode payload = payload(frame);
        change.accept(payload);
        return JSON.writeValueAsString(envelope.put("payload", payload.toString()));
    }

    private static JsonNode payload(String frame) {
        return JSON.readTree(JSON.readTree(frame).get("payload").stringValue());
    }

    private static void flip(ArrayNode bytes, int bit) {
        int at = bit / 8;
        bytes.set(at, bytes.numberNode(bytes.get(at).intValue() ^ (1 << (bit % 8))));
    }

    /** One bit of a text, such that it stays a text. */
    private void flip(ObjectNode object, String member) {
        StringBuilder text = new StringBuilder(object.get(member).stringValue());
        int at = random.nextInt(text.length());
        text.setCharAt(at, (char) (text.charAt(at) ^ 1));
        object.put(member, text.toString());
    }
}
