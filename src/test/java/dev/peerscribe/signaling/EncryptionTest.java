package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.SignalingEvent.CandidateReceived;
import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import dev.peerscribe.signaling.SignalingEvent.DescriptionReceived;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Encryption end to end, from frame to event. */
@Timeout(60)
class EncryptionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Outgoing CHAT = new Outgoing.Chat(
            new ChatMessage("id-1", "a secret \uD83D\uDE00", Instant.EPOCH, "alice", ChatMessage.TEXT));
    private static final IceCandidate CANDIDATE =
            new IceCandidate("candidate:1 1 udp 1 192.0.2.7 9 typ host", "0", 0, "abcd");

    private final ManualClock clock = new ManualClock();
    private final TestPeer alice = new TestPeer("alice", clock, Map.of());
    private final TestPeer bob = new TestPeer("bob", clock, Map.of());
    private final TestPeer carol = new TestPeer("carol", clock, Map.of());

    @Test
    void theRelayReadsNeitherChatNorAddressesOfAnybody() {
        TestPeer.introduce(alice, bob, carol);
        carol.hear(bob.frame(new Outgoing.Hello("0123456789abcdef", carol.nonce(), "carol")));
        String chat = alice.frame(CHAT);
        String candidate = alice.frame(new Outgoing.Candidate(CANDIDATE, "bob"));
        assertThat(chat).doesNotContain("secret", "id-1").contains("\"signal_type\":\"chat\"");
        assertThat(candidate).doesNotContain("192.0.2.7");
        assertThat(payload(candidate).propertyNames()).containsExactly("jwe", "to");
        for (TestPeer reader : List.of(bob, carol)) {
            assertThat(reader.hear(chat))
                    .containsExactly(new ChatReceived(
                            reader == bob ? "bob" : "carol", "alice", ((Outgoing.Chat) CHAT).message(), Via.SOCKET));
        }
        assertThat(bob.hear(candidate)).containsExactly(new CandidateReceived("bob", "alice", CANDIDATE));
        carol.refuses(candidate, RejectionCause.NOT_ADDRESSED);
    }

    private static void assertProves(SignedDescription signed, PeerKey key, SessionDescription description) {
        try {
            SignedDescription.Proven proven = signed.check();
            assertThat(proven.key()).isEqualTo(key);
            assertThat(proven.description()).isEqualTo(description);
            assertThat(proven.issued()).isNotNull();
        } catch (UnprovenDescriptionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEncryptedDescriptionIsStillSignedOverItsExactText() {
        TestPeer.introduce(alice, bob);
        SessionDescription offer = new SessionDescription(SdpType.OFFER, "v=0\r\na=x:/\\\"é\u2028\r\n");
        String frame = alice.frame(new Outgoing.Description(offer, "bob"));
        assertThat(frame).doesNotContain("v=0", "public_key");
        assertThat(bob.hear(frame)).singleElement().isInstanceOfSatisfying(DescriptionReceived.class, received -> {
            assertThat(received.key()).isEqualTo(alice.identity.publicKey());
            assertThat(received.description()).isEqualTo(offer);
            assertProves(received.signed(), alice.identity.publicKey(), offer);
        });
        bob.refuses(frame, RejectionCause.REPLAY);
    }

    @Test
    void aRoomWithAPeerWithoutAKeyIsSpokenToInClear() {
        TestPeer plain = new TestPeer("plain", clock, Map.of("encryption", "off"));
        TestPeer.introduce(alice, bob, plain);
        assertThat(alice.frame(CHAT)).contains("a secret");
        assertThat(plain.hear(alice.frame(CHAT))).hasOnlyElementsOfType(ChatReceived.class);
        assertThat(alice.frame(new Outgoing.Candidate(CANDIDATE, "bob")))
                .as("but what is for one with a key is encrypted")
                .doesNotContain("192.0.2.7");
        assertThat(alice.frame(new Outgoing.Candidate(CANDIDATE, "plain"))).contains("192.0.2.7");
    }

    @Test
    void aPeerThatNeverIntroducedItselfButSignsIsSpokenToInClear() {
        TestPeer base = new TestPeer("base", clock, Map.of("encryption", "off", "bound-signature", "off"));
        TestPeer.introduce(alice, bob);
        alice.hear(base.frame(new Outgoing.Description(new SessionDescription(SdpType.OFFER, "v=0\r\n"), null)));
        assertThat(alice.frame(CHAT)).contains("a secret");
    }

    @Test
    void whereEncryptionIsRequiredNothingInClearIsTakenAndNothingIsSentInClear() {
        TestPeer strict = new TestPeer("strict", clock, Map.of("encryption", "required"));
        TestPeer plain = new TestPeer("plain", clock, Map.of("encryption", "off"));
        assertRefused(strict, CHAT, null, "id-1", RefusalCause.NOBODY_KNOWN);
        TestPeer.introduce(strict, plain);
        assertRefused(strict, CHAT, null, "id-1", RefusalCause.NO_ENCRYPTION_KEY);
        assertRefused(
                strict, new Outgoing.Candidate(CANDIDATE, "plain"), "plain", null, RefusalCause.NO_ENCRYPTION_KEY);
        strict.refuses(plain.frame(CHAT), RejectionCause.NOT_ENCRYPTED);
        strict.refuses(plain.frame(new Outgoing.Candidate(CANDIDATE, null)), RejectionCause.NOT_ENCRYPTED);
        TestPeer.introduce(strict, alice);
        assertThat(strict.hear(alice.frame(new Outgoing.Candidate(CANDIDATE, "strict"))))
                .hasOnlyElementsOfType(CandidateReceived.class);
        assertThat(alice.hear(strict.frame(new Outgoing.Candidate(CANDIDATE, "alice"))))
                .hasOnlyElementsOfType(CandidateReceived.class);
    }

    private static void assertRefused(
            TestPeer peer, Outgoing message, @Nullable String to, @Nullable String chatId, RefusalCause cause) {
        assertThatExceptionOfType(SendRefusedException.class)
                .isThrownBy(() -> peer.frame(message))
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(cause));
        assertThat(peer.events().getLast())
                .isEqualTo(new SignalingEvent.SendRefused("strict", message.type(), to, chatId, cause));
    }

    @Test
    void moreRecipientsThanAMessageMayHaveAreSpokenToInClear() {
        TestPeer few = new TestPeer("few", clock, Map.of("max-recipients", "1"));
        TestPeer.introduce(few, bob, carol);
        assertThat(few.frame(CHAT)).contains("a secret");
        carol.refuses(
                damaged(
                        frameOf(alice, bob, carol),
                        payload -> ((ObjectNode) payload.get("jwe"))
                                .putArray("recipients")
                                .addAll(java.util.Collections.nCopies(129, JSON.createObjectNode()))),
                RejectionCause.MALFORMED);
    }

    @Test
    void afterAReconnectWhatWaitedIsNotSentInClear() {
        TestPeer.introduce(alice, bob);
        alice.reconnects();
        assertThat(alice.frame(CHAT)).doesNotContain("a secret");
        assertThat(alice.frame(new Outgoing.Candidate(CANDIDATE, "bob")))
                .as("though nobody knows who that is now")
                .doesNotContain("192.0.2.7");
        assertThat(bob.hear(alice.frame(CHAT))).hasOnlyElementsOfType(ChatReceived.class);
    }

    @Test
    void anOlderIntroductionDoesNotBringBackAnOlderKey() {
        String old = alice.frame(new Outgoing.Hello("0123456789abcdef", null, null));
        clock.advance(Duration.ofSeconds(2));
        TestPeer.introduce(alice, bob);
        TestPeer again = new TestPeer("alice", clock, Map.of("encryption", "off"), alice.identity);
        clock.advance(Duration.ofSeconds(2));
        bob.hear(again.frame(new Outgoing.Hello("fedcba9876543210", null, null)));
        assertThat(bob.frame(CHAT)).as("the newest counts").contains("a secret");
        bob.hear(old);
        assertThat(bob.frame(CHAT)).contains("a secret");
    }

    @Test
    void whatIsEncryptedToOthersIsTheirs() {
        TestPeer.introduce(alice, bob);
        carol.refuses(alice.frame(CHAT), RejectionCause.NOT_FOR_US);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ciphertext", "tag", "iv"})
    void aChangedMessageIsUndecryptable(String member) {
        TestPeer.introduce(alice, bob);
        String frame = alice.frame(CHAT);
        bob.refuses(damaged(frame, payload -> flip(payload.get("jwe"), member)), RejectionCause.UNDECRYPTABLE);
        bob.refuses(damaged(frame, payload -> flip(entry(payload), "encrypted_key")), RejectionCause.UNDECRYPTABLE);
    }

    @Test
    void nothingButTheAllowedIsOpened() {
        TestPeer.introduce(alice, bob);
        String frame = alice.frame(CHAT);
        assertMalformed(frame, payload -> header(payload).put("alg", "ECDH-ES"));
        assertMalformed(frame, payload -> header(payload).put("alg", "dir"));
        assertMalformed(frame, payload -> header(payload).put("zip", "DEF"));
        assertMalformed(frame, payload -> header(payload).put("apu", "AAAA"));
        assertMalformed(frame, payload -> header(payload).putArray("crit").add("exp"));
        assertMalformed(frame, payload -> header(payload).remove("epk"));
        assertMalformed(frame, payload -> header(payload).put("enc", "A256GCM"));
        assertMalformed(frame, payload -> protectedHeader(payload, "{\"enc\":\"A128GCM\"}"));
        assertMalformed(frame, payload -> protectedHeader(payload, "{\"enc\":\"A128CBC-HS256\"}"));
        assertMalformed(frame, payload -> protectedHeader(payload, "{\"enc\":\"A256GCM\",\"zip\":\"DEF\"}"));
        assertMalformed(
                frame, payload -> protectedHeader(payload, "{\"enc\":\"A256GCM\",\"crit\":[\"b64\"],\"b64\":false}"));
        assertMalformed(frame, payload -> protectedHeader(payload, "{}"));
        assertMalformed(frame, payload -> protectedHeader(payload, "[]"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).put("aad", "AAAA"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).putObject("unprotected"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).put("iv", "AAAA"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).put("tag", "AAAA"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).put("tag", "%%%%"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).putArray("recipients"));
        assertMalformed(frame, payload -> ((ObjectNode) payload.get("jwe")).remove("ciphertext"));
        assertMalformed(frame, payload -> ((ObjectNode) payload).put("jwe", "a.b.c.d.e"));
        assertMalformed(frame, payload -> entry(payload).put("encrypted_key", "AAAA"));
    }

    @Test
    void anEphemeralKeyThatIsNotOnTheCurveIsNotAgreedWith() {
        TestPeer.introduce(alice, bob);
        String frame = alice.frame(CHAT);
        assertMalformed(frame, payload -> flip(header(payload).get("epk"), "y"));
        assertMalformed(
                frame,
                payload -> ephemeral(payload)
                        .put("x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                        .put("y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assertMalformed(frame, payload -> ephemeral(payload).put("crv", "P-384"));
        assertMalformed(frame, payload -> ephemeral(payload).put("kty", "OKP"));
        assertMalformed(frame, payload -> ephemeral(payload).put("d", "AAAA"));
    }

    @Test
    void whatIsInsideIsHeldToTheRulesOfWhatComesInClear() {
        TestPeer.introduce(alice, bob);
        ObjectNode long_ = JSON.createObjectNode().put("text", "x".repeat(16_001));
        bob.refuses(sealed("chat", long_.toString()), RejectionCause.MALFORMED);
        bob.refuses(sealed("chat", "no json"), RejectionCause.MALFORMED);
        bob.refuses(sealed("ice-candidate", "{\"text\":\"hi\"}"), RejectionCause.MALFORMED);
        bob.refuses(sealed("chat", payload(alice.frame(CHAT)).toString()), RejectionCause.MALFORMED);
        bob.hear(alice.frame(new Outgoing.Hello("0123456789abcdef", bob.nonce(), "bob")));
        bob.refuses(sealed("chat", "{\"text\":\"hi\",\"to\":\"carol\"}"), RejectionCause.NOT_ADDRESSED);
    }

    @Test
    void anIntroductionComesInClear() {
        TestPeer.introduce(alice, bob);
        bob.refuses(
                alice.frame(CHAT).replace("\"signal_type\":\"chat\"", "\"signal_type\":\"hello\""),
                RejectionCause.MALFORMED);
    }

    private String sealed(String type, String payload) {
        ObjectNode outer = JSON.createObjectNode();
        outer.set(
                "jwe",
                alice.wire.cipher().seal(payload, List.of(bob.wire.cipher().publicKey())));
        return alice.stamped(FrameCodecTest.envelope(type, outer.toString()));
    }

    private static String frameOf(TestPeer from, TestPeer... others) {
        for (TestPeer other : others) {
            TestPeer.introduce(from, other);
        }
        return from.frame(CHAT);
    }

    private void assertMalformed(String frame, Consumer<JsonNode> damage) {
        bob.refuses(damaged(frame, damage), RejectionCause.MALFORMED);
    }

    private static String damaged(String frame, Consumer<JsonNode> damage) {
        ObjectNode envelope = (ObjectNode) JSON.readTree(frame);
        JsonNode payload = payload(frame);
        damage.accept(payload);
        return JSON.writeValueAsString(envelope.put("payload", payload.toString()));
    }

    private static JsonNode payload(String frame) {
        return JSON.readTree(JSON.readTree(frame).get("payload").stringValue());
    }

    private static ObjectNode entry(JsonNode payload) {
        return (ObjectNode) payload.get("jwe").get("recipients").get(0);
    }

    private static ObjectNode header(JsonNode payload) {
        return (ObjectNode) entry(payload).get("header");
    }

    private static ObjectNode ephemeral(JsonNode payload) {
        return (ObjectNode) header(payload).get("epk");
    }

    private static void protectedHeader(JsonNode payload, String json) {
        ((ObjectNode) payload.get("jwe"))
                .put("protected", com.nimbusds.jose.util.Base64URL.encode(json).toString());
    }

    /** Changes the first character, and so its bits. */
    private static void flip(JsonNode object, String member) {
        String text = object.get(member).stringValue();
        ((ObjectNode) object).put(member, (text.charAt(0) == 'A' ? 'B' : 'A') + text.substring(1));
    }
}
