package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import dev.peerscribe.signaling.SignalingEvent.DescriptionReceived;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The demo page's modules in a real browser, by its Web Crypto, against the agent's code, by Nimbus JOSE. */
@Timeout(60)
class BrowserInteropIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SDP = "v=0\r\ns=/é\\\"\u2028\r\n";

    private final ManualClock clock = new ManualClock();
    private final TestPeer agent = new TestPeer("agent", clock, Map.of("encryption", "required"));
    private static HttpServer server;
    private static Playwright playwright;
    private static Browser browser;
    private Page page;

    @BeforeAll
    static void launch() {
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Path.of("src", "main", "resources", "demo").toAbsolutePath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")));
    }

    @AfterAll
    static void quit() {
        playwright.close();
        server.stop(0);
    }

    @BeforeEach
    void open() {
        clock.advance(Duration.between(clock.instant(), Instant.ofEpochMilli(System.currentTimeMillis())));
        page = browser.newPage();
        page.navigate("http://localhost:" + server.getAddress().getPort() + "/icon.svg");
        page.evaluate("""
                async () => {
                  const [signing, encryption] = await Promise.all([import("/signing.js"), import("/encryption.js")]);
                  const [identity, key] = await Promise.all([signing.Identity.create(), encryption.EncryptionKey.create()]);
                  globalThis.peer = { ...signing, ...encryption, identity, key };
                }
                """);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void introductionsAreUnderstoodBothWays() {
        HelloReceived hello = (HelloReceived) introduce().getFirst();
        assertThat(hello.key().fingerprint()).isEqualTo(evaluate("() => peer.identity.fingerprint"));
        assertThat(hello.hello().capabilities()).contains(PeerHello.ENCRYPTION, PeerHello.BOUND_SIGNATURE);
        JsonNode read = JSON.readTree(evaluate("async jws => JSON.stringify(await peer.readHello(jws))", agentsJws()));
        assertThat(read.get("fingerprint").stringValue())
                .isEqualTo(agent.identity.publicKey().fingerprint());
        assertThat(read.get("claims").get("encryption_key").get("use").stringValue())
                .isEqualTo("enc");
    }

    @Test
    void whatTheBrowserEncryptsTheAgentReads() {
        introduce();
        String sealed = evaluate("""
                async jws => {
                  const { claims } = await peer.readHello(jws);
                  const keys = [peer.key.jwk, claims.encryption_key];
                  return JSON.stringify({ jwe: await peer.seal(JSON.stringify({ id: "1", text: "grüße 😀" }), keys) });
                }
                """, agentsJws());
        assertThat(sealed).doesNotContain("grüße");
        assertThat(agent.hear(fromPage("chat", sealed)))
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatReceived.class,
                        it -> assertThat(it.message().text()).isEqualTo("grüße \uD83D\uDE00"));
        agent.refuses(
                fromPage("chat", sealed.replaceFirst("\"iv\":\"....", "\"iv\":\"AAAA")), RejectionCause.UNDECRYPTABLE);
    }

    @Test
    void whatTheAgentEncryptsTheBrowserReads() {
        introduce();
        ChatMessage message = new ChatMessage("1", "grüße \uD83D\uDE00", Instant.EPOCH, "agent", ChatMessage.TEXT);
        String payload = payloadOf(agent.frame(new Outgoing.Chat(message)));
        assertThat(payload).doesNotContain("grüße");
        String open = "async payload => peer.key.open(JSON.parse(payload).jwe)";
        assertThat(JSON.readTree(evaluate(open, payload)).get("text").stringValue())
                .isEqualTo(message.text());
        assertThat(page.evaluate(open, payload.replace("\"ciphertext\":\"", "\"ciphertext\":\"AAAA")))
                .isNull();
        assertThat(page.evaluate(open, payload.replace("A256KW", "A128KW"))).isNull();
    }

    @Test
    void whatTheBrowserProvesTheAgentBelieves() {
        introduce();
        String payload = evaluate("""
                async ([jws, sdp]) => {
                  const { claims, fingerprint } = await peer.readHello(jws);
                  const signed = await peer.identity.signDescription({ type: "offer", sdp }, { audience: fingerprint });
                  const seal = async it => ({ jwe: await peer.seal(JSON.stringify(it), [claims.encryption_key]) });
                  return JSON.stringify([await seal(signed), await seal({ ...signed, proof: undefined })]);
                }
                """, List.of(agentsJws(), SDP));
        JsonNode payloads = JSON.readTree(payload);
        assertThat(agent.hear(fromPage("secure-offer", payloads.get(0).toString())))
                .singleElement()
                .isInstanceOfSatisfying(
                        DescriptionReceived.class,
                        it -> assertThat(it.description().sdp()).isEqualTo(SDP));
        agent.refuses(fromPage("secure-offer", payloads.get(1).toString()), RejectionCause.DOWNGRADE);
    }

    @Test
    void whatTheAgentProvesTheBrowserBelieves() {
        introduce();
        String frame = agent.frame(new Outgoing.Description(new SessionDescription(SdpType.ANSWER, SDP), "page"));
        String read = """
                async ([payload, change]) => {
                  let text = await peer.key.open(JSON.parse(payload).jwe);
                  if (change) text = text.replace(/"nonce":\\[(\\d+)/, (_, byte) => `"nonce":[${byte ^ 1}`);
                  const audience = peer.identity.fingerprint;
                  return JSON.stringify(await peer.readDescription(text, { type: "secure-answer", audience }));
                }
                """;
        JsonNode believed = JSON.readTree(evaluate(read, List.of(payloadOf(frame), false)));
        assertThat(believed.get("bound").booleanValue()).isTrue();
        assertThat(believed.get("description").get("sdp").stringValue()).isEqualTo(SDP);
        assertThat(JSON.readTree(evaluate(read, List.of(payloadOf(frame), true)))
                        .isNull())
                .as("changed")
                .isTrue();
    }

    @Test
    void thePageOffersTalksAndAcknowledgesWithoutAWordInClear() throws RejectedFrameException {
        page.evaluate("""
                async () => {
                  const { Room } = await import("/room.js");
                  const said = [];
                  const heard = [];
                  globalThis.room = { said, heard };
                  globalThis.WebSocket = class {
                    static OPEN = 1;
                    readyState = 1;
                    constructor() {
                      globalThis.room.socket = this;
                      setTimeout(() => this.onopen());
                    }
                    send(frame) { said.push(frame); }
                    close() {}
                  };
                  globalThis.room.itself = new Room({
                    url: "ws://relay", name: "Ada", identity: peer.identity, encryption: peer.key,
                    stream: new MediaStream(), trusted: async () => true,
                    on: { change() {}, chat: (message) => heard.push(message.text) },
                  });
                }
                """);
        String hello = said("hello");
        HelloCodec.Introduction introduction = agent.wire
                .hellos()
                .read(JSON.readTree(payloadOf(hello)).get("jws").stringValue(), clock.instant());
        assertThat(agent.hear(hello)).hasOnlyElementsOfType(HelloReceived.class);
        deliver(agent.frame(new Outgoing.Hello("0123456789abcdef", introduction.nonce(), "page")));
        assertThat(agent.hear(said("secure-offer"))).hasOnlyElementsOfType(DescriptionReceived.class);

        page.evaluate("() => room.itself.sendChat({ id: '1', text: 'from the page' })");
        assertThat(agent.hear(said("chat"))).hasOnlyElementsOfType(ChatReceived.class);

        String chat = sealed(introduction, "{\"id\":\"2\",\"text\":\"from the agent\",\"message_id\":\"m-1\"}");
        deliver(chat);
        deliver(chat);
        page.waitForFunction("() => room.said.filter((frame) => JSON.parse(frame).signal_type === 'ack').length === 2");
        assertThat(page.evaluate("() => room.heard")).isEqualTo(List.of("from the agent"));
        WireObject ack = agent.wire.codec().json().object(payloadOf(said("ack")), "payload");
        assertThat(JSON.readTree(agent.wire.cipher().open(ack.object("jwe"))))
                .isEqualTo(JSON.createObjectNode().put("message_id", "m-1").put("to", "agent"));
    }

    private String sealed(HelloCodec.Introduction reader, String payload) {
        ObjectNode outer = JSON.createObjectNode();
        outer.set("jwe", agent.wire.cipher().seal(payload, List.of(Objects.requireNonNull(reader.encryptionKey()))));
        return agent.stamped(FrameCodecTest.envelope("chat", outer.toString()));
    }

    private void deliver(String frame) {
        page.evaluate("frame => room.socket.onmessage({ data: frame })", frame);
    }

    /** The first frame of a type that the page said, or will say soon, as the relay hands it on. */
    private String said(String type) {
        String find = "type => room.said.find((frame) => JSON.parse(frame).signal_type === type)";
        String frame = (String) page.waitForFunction(find, type).jsonValue();
        return frame.replace("\"sender_id\":\"\"", "\"sender_id\":\"page\"");
    }

    private List<SignalingEvent> introduce() {
        String jws = evaluate("""
                () => peer.identity.signHello({
                  name: "Ada", role: "participant", capabilities: ["addressing", "bound-signature", "encryption"],
                  iat: Math.floor(Date.now() / 1000), nonce: "0123456789abcdef", encryption_key: peer.key.jwk,
                })
                """);
        return agent.hear(fromPage(
                "hello", JSON.writeValueAsString(JSON.createObjectNode().put("jws", jws))));
    }

    private String agentsJws() {
        return JSON.readTree(payloadOf(agent.frame(new Outgoing.Hello("0123456789abcdef", null, null))))
                .get("jws")
                .stringValue();
    }

    private String evaluate(String script) {
        return (String) page.evaluate(script);
    }

    private String evaluate(String script, Object argument) {
        return (String) page.evaluate(script, argument);
    }

    private static String fromPage(String type, String payload) {
        return FrameCodecTest.envelope(type, payload).replace("\"sender_id\":\"\"", "\"sender_id\":\"page\"");
    }

    private static String payloadOf(String frame) {
        return JSON.readTree(frame).get("payload").stringValue();
    }
}
