package dev.peerscribe.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.peerscribe.codec.Codec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our descriptions in a real Chromium, whose own word on them counts. Nothing connects. */
@Timeout(60)
class ChromiumSdpIT {
    private static final String PEER = """
            () => {
              globalThis.pc?.close();
              const canvas = document.createElement("canvas");
              canvas.getContext("2d");
              const picture = canvas.captureStream(5).getVideoTracks()[0];
              const context = globalThis.context ??= new AudioContext();
              const sound = () => context.createMediaStreamDestination().stream.getAudioTracks()[0];
              globalThis.pc = new RTCPeerConnection();
              globalThis.peer = {
                audio: () => pc.addTransceiver(sound(), { streams: [new MediaStream()] }),
                video: init => pc.addTransceiver(picture.clone(), init),
                prefer: (transceiver, name) => {
                  const all = RTCRtpReceiver.getCapabilities("video").codecs;
                  const first = all.filter(it => it.mimeType.toUpperCase() === "VIDEO/" + name);
                  transceiver.setCodecPreferences([...first, ...all.filter(it => !first.includes(it))]);
                },
                offer: async () => {
                  await pc.setLocalDescription(await pc.createOffer());
                  return pc.localDescription.sdp;
                },
                answer: async sdp => {
                  await pc.setRemoteDescription({ type: "offer", sdp });
                  await pc.setLocalDescription(await pc.createAnswer());
                  return pc.localDescription.sdp;
                },
                directions: () => pc.getTransceivers().map(it => it.currentDirection),
                codecs: () => pc.getTransceivers().map(it => it.sender.getParameters().codecs.map(it => it.mimeType)[0]),
                layers: () => pc.getTransceivers().map(it => it.sender.getParameters().encodings.map(it => it.rid)),
              };
            }
            """;
    private static Playwright playwright;
    private static Page page;

    private final SdpNegotiation negotiation = new SdpNegotiation(4_611_731_400_430_051_336L);

    @BeforeAll
    static void launch() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        page = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")))
                .newPage();
    }

    @AfterAll
    static void close() {
        playwright.close();
    }

    @BeforeEach
    void connect() {
        page.evaluate(PEER);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void itsPreferredCodecIsAnsweredFirst(Codec codec) throws Exception {
        page.evaluate("name => { peer.audio(); peer.prefer(peer.video(), name); }", codec.name());
        Negotiated negotiated = answerOffer(1);
        assertThat(negotiated.sections().get(1).formats().getFirst().codec()).isEqualTo(codec);
        assertThat(negotiated.sections().get(1).formats().getFirst().retransmissions())
                .isPositive();
        assertThat(page.evaluate("() => peer.codecs()"))
                .isEqualTo(List.of("audio/opus", "video/" + codec.encodingName()));
    }

    @Test
    void allOfItsTracksAreTakenAndItsDataChannelIsNot() throws Exception {
        page.evaluate("() => { pc.createDataChannel('x'); peer.audio(); peer.audio(); peer.video(); peer.video(); }");
        Negotiated negotiated = answerOffer(1);
        assertThat(directions()).containsExactly("sendonly", "sendonly", "sendonly", "sendonly");
        assertThat(negotiated.sections())
                .hasSize(4)
                .allMatch(NegotiatedSection::receiving)
                .allMatch(it -> it.msids().size() == 1 && it.sources().size() == 1);
    }

    @Test
    void itsDataChannelAloneIsAnsweredToo() throws Exception {
        page.evaluate("() => { globalThis.channel = pc.createDataChannel('x'); }");
        assertThat(answerOffer(1).transport()).isEmpty();
        page.waitForCondition(() -> page.evaluate("() => channel.readyState").equals("closed"));
        assertThat(page.evaluate("() => pc.signalingState")).isEqualTo("stable");
    }

    @Test
    void itsThreeLayersAreAllTaken() throws Exception {
        page.evaluate("""
                () => peer.video({ direction: "sendonly", sendEncodings: [{ rid: "f" }, { rid: "h" }, { rid: "q" }] })
                """);
        Negotiated negotiated = answerOffer(1);
        assertThat(negotiated.sections().getFirst().rids()).containsExactly("f", "h", "q");
        assertThat(page.evaluate("() => peer.layers()")).isEqualTo(List.of(List.of("f", "h", "q")));
        accept(negotiation.offer(TestTransport.generation(2)));
        assertThat(page.evaluate("() => peer.layers()"))
                .as("after an offer of ours as well")
                .isEqualTo(List.of(List.of("f", "h", "q")));
    }

    @Test
    void itsTracksComeAndGo() throws Exception {
        page.evaluate("() => { peer.audio(); peer.video(); }");
        answerOffer(1);
        page.evaluate("() => { pc.getTransceivers()[1].stop(); }");
        assertThat(answerOffer(1).sections()).extracting(NegotiatedSection::mid).containsExactly("0");
        page.evaluate("() => { peer.video(); peer.video(); }");
        Negotiated negotiated = answerOffer(1);
        assertThat(negotiated.ice()).isEqualTo(IceChange.SAME);
        assertThat(negotiated.sections()).hasSize(3).allMatch(NegotiatedSection::receiving);
        assertThat(negotiated.sections()).extracting(NegotiatedSection::index).containsExactly(0, 1, 2);
        page.evaluate("() => { pc.getTransceivers()[1].direction = 'inactive'; }");
        assertThat(answerOffer(1).sections())
                .extracting(NegotiatedSection::receiving)
                .containsExactly(true, false, true);
    }

    @Test
    void itsIceRestartIsSeen() throws Exception {
        page.evaluate("() => { peer.audio(); peer.video(); }");
        assertThat(answerOffer(1).ice()).isEqualTo(IceChange.FIRST);
        page.evaluate("() => pc.restartIce()");
        assertThat(answerOffer(2).ice()).isEqualTo(IceChange.RESTART);
        assertThat(answerOffer(2).ice()).isEqualTo(IceChange.SAME);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void itAnswersOurOfferWithEveryCodec(Codec codec) throws Exception {
        String offer = negotiation.offer(TestTransport.generation(1));
        page.evaluate("""
                async ([sdp, name]) => {
                  await pc.setRemoteDescription({ type: "offer", sdp });
                  pc.getTransceivers().forEach(it => it.direction = "sendonly");
                  peer.prefer(pc.getTransceivers()[1], name);
                }
                """, List.of(offer, codec.name()));
        String answer = (String) page.evaluate("""
                async () => {
                  await pc.setLocalDescription(await pc.createAnswer());
                  return pc.localDescription.sdp;
                }
                """);
        Negotiated negotiated = negotiation.accept(answer);
        NegotiatedFormat first = negotiated.sections().get(1).formats().getFirst();
        assertThat(first.codec()).isEqualTo(codec);
        assertThat(first.retransmissions()).isPositive();
        assertThat(first.feedback()).containsExactlyInAnyOrder(Feedback.values());
        assertThat(negotiated.sections()).allMatch(NegotiatedSection::receiving);
        assertThat(negotiated.sections().get(1).extensions()).hasSize(6);
        assertThat(directions()).containsExactly("sendonly", "sendonly");
    }

    @Test
    void itAnswersOurIceRestart() throws Exception {
        page.evaluate("() => { peer.audio(); peer.video(); pc.createDataChannel('x'); }");
        IceParameters before = answerOffer(1).transport().orElseThrow().ice();
        Negotiated restarted = accept(negotiation.offer(TestTransport.generation(2)));
        assertThat(restarted.ice()).isEqualTo(IceChange.RESTART);
        assertThat(restarted.transport().orElseThrow().ice()).isNotEqualTo(before);
        assertThat(restarted.sections()).hasSize(2).allMatch(NegotiatedSection::receiving);
    }

    @Test
    void itsOfferIsAnsweredAfterOursWasTakenBack() throws Exception {
        negotiation.offer(TestTransport.generation(1));
        negotiation.rollback();
        page.evaluate("() => { peer.audio(); }");
        assertThat(answerOffer(2).sections()).hasSize(1);
        assertThat(directions()).containsExactly("sendonly");
    }

    private Negotiated answerOffer(int generation) throws SdpException {
        negotiation.read((String) page.evaluate("() => peer.offer()"));
        Negotiated negotiated = negotiation.answer(TestTransport.generation(generation));
        page.evaluate("sdp => pc.setRemoteDescription({ type: 'answer', sdp })", negotiated.description());
        return negotiated;
    }

    private Negotiated accept(String offer) throws SdpException {
        return negotiation.accept((String) page.evaluate("sdp => peer.answer(sdp)", offer));
    }

    @SuppressWarnings("unchecked")
    private static List<String> directions() {
        return (List<String>) page.evaluate("() => peer.directions()");
    }
}
