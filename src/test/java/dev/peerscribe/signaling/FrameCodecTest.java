package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.SigningIdentity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class FrameCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();

    private final FrameCodec codec = new FrameCodec(65536, 4096);
    private final SigningIdentity identity = SigningIdentity.generate(new SecureRandom());
    private final FrameWriter writer = WireParts.of(
                    TestSettings.with(Map.of("encryption", "off", "bound-signature", "off")),
                    new ConnectionSpec(
                            "m",
                            URI.create("ws://localhost"),
                            identity,
                            new PeerHello("agent", PeerHello.RECORDER, Set.of(PeerHello.ADDRESSING))),
                    new SecureRandom(),
                    InstantSource.fixed(NOW))
            .writer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "[]",
                "\"text\"",
                "{",
                "{}{}",
                "{} x",
                "{'signal_type':'chat'}",
                "{}",
                "{\"signal_type\":\"chat\"}",
                "{\"signal_type\":null,\"payload\":\"{}\"}",
                "{\"signal_type\":1,\"payload\":\"{}\"}",
                "{\"signal_type\":\"chat\",\"payload\":{}}",
                "{\"signal_type\":\"chat\",\"payload\":\"\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"null\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"[]\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":1}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"type\\\":\\\"other\\\"}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"id\\\":7}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"timestamp\\\":1.5}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"timestamp\\\":-1}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"timestamp\\\":99999999999999999999}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"text\\\":\\\"b\\\"}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"\\\\ud800\\\"}\"}",
                "{\"signal_type\":\"chat\",\"signal_type\":\"hello\",\"payload\":\"{\\\"text\\\":\\\"a\\\"}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\"}\",\"sender_id\":5}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\"}\",\"timestamp\":\"now\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"to\\\":[]}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":null}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":\\\"\\\",\\\"sdpMLineIndex\\\":-1}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":\\\"\\\",\\\"sdpMLineIndex\\\":65536}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":\\\"\\\",\\\"sdpMLineIndex\\\":\\\"0\\\"}\"}",
                "{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":\\\"\\\",\\\"sdpMid\\\":0}\"}",
                "{\"signal_type\":\"secure-offer\",\"payload\":\"{}\"}",
                "{\"signal_type\":\"secure-offer\",\"payload\":\"{\\\"offer\\\":\\\"v=0\\\"}\"}",
                "{\"signal_type\":\"hello\",\"payload\":\"{\\\"jws\\\":null}\"}",
                "{\"signal_type\":\"ack\",\"payload\":\"{}\"}",
                "{\"signal_type\":\"ack\",\"payload\":\"{\\\"message_id\\\":7}\"}",
                "{\"signal_type\":\"chat\",\"payload\":\"{\\\"text\\\":\\\"a\\\",\\\"message_id\\\":7}\"}",
            })
    void whatIsNoRightFrameIsMalformed(String frame) {
        assertRejected(frame, RejectionCause.MALFORMED);
    }

    @Test
    void anUnknownTypeIsItsOwnCause() {
        assertRejected("{\"signal_type\":\"bye\",\"payload\":\"{}\"}", RejectionCause.UNKNOWN_TYPE);
        assertRejected("{\"signal_type\":\"Chat\",\"payload\":\"{}\"}", RejectionCause.UNKNOWN_TYPE);
    }

    @Test
    void aFrameIsMeasuredInBytes() {
        String umlauts = envelope("chat", "{\"text\":\"" + "ü".repeat(33_000) + "\"}");
        assertThat(umlauts.length()).isLessThan(65536);
        assertRejected(umlauts, RejectionCause.TOO_LARGE);
        assertRejected("x".repeat(65537), RejectionCause.TOO_LARGE);
    }

    @Test
    void aDeepNestIsMalformedAndNoStackOverflow() {
        assertRejected("[".repeat(60_000), RejectionCause.MALFORMED);
        assertRejected(
                envelope("chat", "{\"text\":\"a\",\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}"),
                RejectionCause.MALFORMED);
        assertRejected("{\"timestamp\":" + "9".repeat(60_000) + "}", RejectionCause.MALFORMED);
    }

    @Test
    void aChatTextIsBounded() {
        assertRejected(envelope("chat", "{\"text\":\"" + "a".repeat(4097) + "\"}"), RejectionCause.MALFORMED);
        assertThat(codec.decode(envelope("chat", "{\"text\":\"" + "a".repeat(4096) + "\"}"), NOW))
                .isInstanceOf(Incoming.Chat.class);
    }

    @Test
    void randomDamageNeverThrows() {
        Random random = new Random(7);
        String right = writer.write(description("v=0\r\n"), to -> true);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder damaged = new StringBuilder(right);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(at, (char) random.nextInt(0x10000));
                    case 1 -> damaged.deleteCharAt(at);
                    default -> damaged.insert(at, "{}[]\":,\\0".charAt(random.nextInt(9)));
                }
            }
            assertThat(codec.decode(damaged.toString(), NOW)).isNotNull();
        }
    }

    @Test
    void timesInSecondsAndInMillisecondsAreTheSame() {
        for (String time : new String[] {"1764000000", "1764000000000"}) {
            assertThat(chat("{\"text\":\"a\",\"timestamp\":" + time + "}").timestamp())
                    .isEqualTo(Instant.ofEpochSecond(1_764_000_000));
        }
    }

    @Test
    void onlyTheTextOfAChatMessageMustBeThere() {
        ChatMessage message = chat("{\"text\":\"hi\",\"unknown\":{}}");
        assertThat(message.text()).isEqualTo("hi");
        assertThat(message.id()).isNotBlank();
        assertThat(message.type()).isEqualTo(ChatMessage.TEXT);
        assertThat(message.timestamp()).isEqualTo(NOW);
    }

    @Test
    void aFrameWithoutSenderAndTimeIsUnderstood() {
        Incoming incoming =
                codec.decode("{\"signal_type\":\"ice-candidate\",\"payload\":\"{\\\"candidate\\\":\\\"\\\"}\"}", NOW);
        assertThat(incoming).isEqualTo(new Incoming.Candidate("", null, new IceCandidate("", null, null, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=0\r\n",
                "a=x:/\\\"\t\b\f\u0001\u001f\u007f\u2028\u2029é日本\uD83D\uDE00",
                "",
            })
    void whatWeSignIsVerifiedThroughTheCodec(String sdp) {
        Incoming incoming = codec.decode(writer.write(description(sdp), to -> false), NOW);
        assertThat(incoming).isInstanceOfSatisfying(Incoming.Secure.class, secure -> {
            assertThat(verifier().check(secure)).isNull();
            assertThat(secure.key()).isEqualTo(identity.publicKey());
            assertThat(secure.description()).isEqualTo(new SessionDescription(SdpType.ANSWER, sdp));
            assertThat(secure.signedTexts())
                    .as("compact form and text as sent are one")
                    .hasSize(1);
        });
    }

    @Test
    void theKeyOfAFrameAndItsSignatureAreOfOnePairHoweverOftenTheKeyRotates() throws Exception {
        RotatingIdentity restless = new RotatingIdentity();
        restless.restless = true;
        ConnectionSpec spec = new ConnectionSpec(
                "m", URI.create("ws://localhost"), restless, new PeerHello("agent", PeerHello.RECORDER, Set.of()));
        WireParts wire = WireParts.of(TestSettings.defaults(), spec, new SecureRandom(), InstantSource.fixed(NOW));
        FrameWriter rotating = wire.writer();
        Incoming.Secure first = (Incoming.Secure) codec.decode(rotating.write(description("1"), to -> false), NOW);
        Incoming.Secure second = (Incoming.Secure) codec.decode(rotating.write(description("2"), to -> false), NOW);
        assertThat(verifier().check(first)).isNull();
        assertThat(verifier().check(second)).isNull();
        assertThat(second.key()).isNotEqualTo(first.key());
        Incoming.Hello hello = (Incoming.Hello)
                codec.decode(rotating.write(new Outgoing.Hello("0123456789abcdef", null, null), to -> false), NOW);
        assertThat(wire.hellos().read(hello.jws(), NOW).key()).isNotEqualTo(second.key());
    }

    @Test
    void whatWeSignIsWrittenAsABrowserWouldWriteIt() throws Exception {
        String sdp = "a/b\\\"\u0001\u001f\u007f\u2028\n\r\té";
        JsonNode payload = JSON.readTree(JSON.readTree(writer.write(description(sdp), to -> false))
                .get("payload")
                .stringValue());
        Incoming.Secure secure = (Incoming.Secure) codec.decode(writer.write(description(sdp), to -> false), NOW);
        assertThat(new String(secure.signedTexts().getFirst(), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"answer\",\"sdp\":\"a/b\\\\\\\"\\u0001\\u001f\u007f\u2028\\n\\r\\té\"}");
        assertThat(payload.propertyNames()).containsExactly("offer", "public_key", "signature", "nonce");
    }

    @Test
    void theEnvelopeGoesOutWithoutASenderAndInMilliseconds() throws Exception {
        JsonNode frame = JSON.readTree(
                writer.write(new Outgoing.Candidate(new IceCandidate("c", "0", 0, "u"), null), to -> true));
        assertThat(frame.propertyNames()).containsExactly("signal_type", "payload", "sender_id", "timestamp");
        assertThat(frame.get("sender_id").stringValue()).isEmpty();
        assertThat(frame.get("timestamp").longValue()).isEqualTo(NOW.toEpochMilli());
        assertThat(frame.get("payload").stringValue())
                .isEqualTo("{\"candidate\":\"c\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,\"usernameFragment\":\"u\"}");
    }

    @Test
    void aPeerIsNamedOnlyIfItUnderstandsThat() {
        Outgoing message = new Outgoing.Candidate(new IceCandidate("c", "0", 0, null), "peer-1");
        assertThat(codec.decode(writer.write(message, "peer-1"::equals), NOW))
                .isInstanceOfSatisfying(
                        Incoming.Candidate.class, it -> assertThat(it.to()).isEqualTo("peer-1"));
        assertThat(codec.decode(writer.write(message, "peer-2"::equals), NOW))
                .isInstanceOfSatisfying(
                        Incoming.Candidate.class, it -> assertThat(it.to()).isNull());
    }

    @Test
    void anAnswerMayComeInItsOwnMemberButNotInBoth() {
        String frame = writer.write(description("v=0\r\n"), to -> false);
        assertThat(codec.decode(frame.replace("{\\\"offer\\\":", "{\\\"answer\\\":"), NOW))
                .isInstanceOfSatisfying(
                        Incoming.Secure.class,
                        it -> assertThat(verifier().check(it)).isNull());
        assertRejected(frame.replace("{\\\"offer\\\":", "{\\\"answer\\\":{},\\\"offer\\\":"), RejectionCause.MALFORMED);
    }

    @Test
    void aDescriptionWithALongTextBeforeItIsStillCutOutExactly() {
        String frame = writer.write(description("v=0\r\n" + "a=x:é\r\n".repeat(2000)), to -> false)
                .replace(
                        "{\\\"offer\\\":",
                        "{\\\"before\\\":{\\\"offer\\\":{\\\"é\\\":[\\\"" + "}日".repeat(3000)
                                + "\\\"]}}, \\\"offer\\\" : ");
        assertThat(codec.decode(frame, NOW))
                .isInstanceOfSatisfying(
                        Incoming.Secure.class,
                        it -> assertThat(verifier().check(it)).isNull());
    }

    @Test
    void aMessageAndItsAcknowledgmentNameTheMessageInThePayload() {
        ChatMessage message = new ChatMessage("1", "hi", NOW, "agent", ChatMessage.TEXT);
        String frame = writer.write(new Outgoing.Chat(message, null, "stream.7", "stream.5"), peer -> true);
        assertThat(codec.decode(frame, NOW)).isEqualTo(new Incoming.Chat("", null, message, "stream.7", "stream.5"));
        assertThat(writer.write(new Outgoing.Chat(message), peer -> true)).doesNotContain("message_id", "window_start");
        String directed = writer.write(new Outgoing.Chat(message, "peer-1", null, null), peer -> true);
        assertThat(codec.decode(directed, NOW)).isEqualTo(new Incoming.Chat("", "peer-1", message, null, null));
        String ack = writer.write(new Outgoing.Ack("stream.7", "peer-1"), peer -> true);
        assertThat(codec.decode(ack, NOW)).isEqualTo(new Incoming.Ack("", "peer-1", "stream.7"));
        assertRejected(frame.replace("stream.7", "s".repeat(129)), RejectionCause.MALFORMED);
    }

    @Test
    void chatOnTheDataChannelComesBareOrInAnEnvelope() {
        String bare = "{\"id\":\"1\",\"text\":\"hi\",\"timestamp\":1764000000000,\"sender\":\"x\",\"type\":\"text\"}";
        Incoming expected = new Incoming.Chat(
                "p", null, new ChatMessage("1", "hi", Instant.ofEpochSecond(1_764_000_000), "x", "text"), null, null);
        assertThat(codec.decodeDataChannel("p", bare, NOW)).isEqualTo(expected);
        assertThat(codec.decodeDataChannel("p", envelope("chat", bare), NOW)).isEqualTo(expected);
        assertThat(codec.decodeDataChannel("p", envelope("hello", bare), NOW))
                .isInstanceOfSatisfying(
                        Incoming.Rejected.class, it -> assertThat(it.cause()).isEqualTo(RejectionCause.UNKNOWN_TYPE));
        assertThat(codec.decodeDataChannel("p", "hello", NOW)).isInstanceOf(Incoming.Rejected.class);
    }

    private static Outgoing description(String sdp) {
        return new Outgoing.Description(new SessionDescription(SdpType.ANSWER, sdp), null);
    }

    private static FrameVerifier verifier() {
        return TestPeer.verifier(NOW);
    }

    private ChatMessage chat(String payload) {
        return ((Incoming.Chat) codec.decode(envelope("chat", payload), NOW)).message();
    }

    static String envelope(String type, String payload) {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("signal_type", type)
                .put("payload", payload)
                .put("sender_id", "")
                .put("timestamp", NOW.toEpochMilli()));
    }

    private void assertRejected(String frame, RejectionCause cause) {
        assertThat(codec.decode(frame, NOW))
                .isInstanceOfSatisfying(
                        Incoming.Rejected.class, it -> assertThat(it.cause()).isEqualTo(cause));
    }
}
