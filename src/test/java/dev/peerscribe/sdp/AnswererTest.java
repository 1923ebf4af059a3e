package dev.peerscribe.sdp;

import static dev.peerscribe.sdp.SdpParserTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.codec.Codec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class AnswererTest {
    @ParameterizedTest
    @FieldSource("dev.peerscribe.sdp.SampleSdp#ALL")
    void everyBrowserIsAnsweredInTheOrderOfItsSections(String sample) throws Exception {
        SdpDescription offer = SampleSdp.parse(sample);
        SdpDescription answer = answer(SampleSdp.read(sample));
        assertThat(answer.sections())
                .extracting(MediaSection::mid)
                .isEqualTo(offer.sections().stream().map(MediaSection::mid).toList());
        for (MediaSection section : answer.sections()) {
            boolean data = section.line().media().equals("application");
            assertThat(section.line().port()).isEqualTo(data ? 0 : 9);
            assertThat(section.direction()).isEqualTo(data ? Direction.INACTIVE : Direction.RECVONLY);
            assertThat(section.transport().rtcpMux()).isEqualTo(!data);
            assertThat(answer.bundles().getFirst().contains(section.mid())).isEqualTo(!data);
            assertThat(section.rtp().formats().stream()
                            .map(it -> it.encodingName().toLowerCase(Locale.ROOT)))
                    .isSubsetOf("opus", "vp8", "vp9", "h264", "av1", "rtx");
        }
    }

    @Test
    void whatChromiumOffersIsTakenInItsOrderOfPreference() throws Exception {
        MediaSection video = answer(SampleSdp.read("chromium")).sections().get(1);
        assertThat(video.line().formats())
                .containsExactly(
                        "96", "97", "103", "104", "107", "108", "109", "114", "115", "116", "117", "118", "39", "40",
                        "45", "46", "98", "99", "100", "101", "119", "120");
        assertThat(video.rtp().formats().getFirst().feedback()).containsExactlyInAnyOrder(Feedback.values());
        assertThat(video.rtp().formats().get(1).parameters()).containsExactly(Map.entry("apt", "96"));
        assertThat(video.rtp().formats().get(6).parameters())
                .as("the offered profile at the highest level")
                .containsEntry("profile-level-id", "42e034")
                .containsEntry("packetization-mode", "1")
                .containsEntry("level-asymmetry-allowed", "1");
        assertThat(video.rtp().extensions()).extracting(HeaderExtension::id).containsExactly(2, 13, 3, 4, 10, 11);
        assertThat(video.rtp().mixedExtensions()).isTrue();
        assertThat(video.rtp().reducedSize()).isTrue();
        assertThat(video.sources()).as("we send nothing").isEqualTo(SectionSources.NONE);
    }

    @Test
    void whatItAgreesOnIsTold() throws Exception {
        Negotiated negotiated = negotiate(SampleSdp.read("chromium"));
        RemoteTransport transport = negotiated.transport().orElseThrow();
        assertThat(transport.mid()).isEqualTo("0");
        assertThat(transport.ice()).isEqualTo(new IceParameters("Pz9f", "xMdGWy8nGl7F3XbIuWyDk0Q2"));
        assertThat(transport.client()).isTrue();
        assertThat(transport.controlling()).isFalse();
        assertThat(transport.trickle()).isTrue();
        assertThat(negotiated.ice()).isEqualTo(IceChange.FIRST);
        NegotiatedSection video = negotiated.sections().get(1);
        assertThat(video.video()).isTrue();
        assertThat(video.receiving()).isTrue();
        assertThat(video.formats()).extracting(NegotiatedFormat::codec).startsWith(Codec.VP8, Codec.H264);
        assertThat(video.formats())
                .extracting(NegotiatedFormat::retransmissions)
                .startsWith(97, 104);
        assertThat(video.sources()).containsExactly(new RtpSource(1_180_337_093L, 3_409_087_317L, "h3L0a8QqgJ1w5Z2e"));
        assertThat(video.extensions()).containsEntry(ExtensionType.MID, 4).hasSize(6);
        assertThat(video.msids())
                .containsExactly(
                        new Msid("5f1c2f1e-5b0e-4d0c-8d3f-0a1c4c9e7a10", "9b7c9b1e-31cb-4a4c-9f3e-f7e4b1a1c002"));
        assertThat(negotiate(SampleSdp.read("chromium-two-tracks")).sections())
                .extracting(it -> it.mid() + it.video())
                .containsExactly("0false", "1true", "2true");
    }

    @Test
    void firefoxHasItsCandidatesAtTheFirstSectionAndTheReasonsWhySomeAreOfNoUse() throws Exception {
        RemoteTransport transport =
                negotiate(SampleSdp.read("firefox")).transport().orElseThrow();
        assertThat(transport.ice().usernameFragment()).isEqualTo("5f2ae6a1");
        assertThat(transport.endOfCandidates()).isTrue();
        assertThat(transport.candidates())
                .extracting(it -> it.unusable().orElse(null))
                .containsExactly(
                        IceCandidateLine.Unusable.HOST_NAME,
                        IceCandidateLine.Unusable.HOST_NAME,
                        IceCandidateLine.Unusable.COMPONENT,
                        null);
    }

    @Test
    void whatOnlyItReceivesIsNotAskedFor() throws Exception {
        MediaSection audio = answer(SampleSdp.read("firefox")).sections().getFirst();
        assertThat(audio.rtp().extensions()).extracting(HeaderExtension::id).containsExactly(1, 3);
        MediaSection sent = answer(SampleSdp.smallWith("a=extmap:5/sendonly " + ExtensionType.MID.uri()))
                .sections()
                .getFirst();
        assertThat(sent.rtp().extensions())
                .containsExactly(new HeaderExtension(5, Direction.RECVONLY, ExtensionType.MID.uri()));
    }

    @Test
    void simulcastIsReceivedInEveryLayer() throws Exception {
        String offer = SampleSdp.read("chromium-simulcast");
        SectionSources sources = answer(offer).sections().get(1).sources();
        assertThat(sources.rids()).allMatch(it -> it.direction() == Direction.RECVONLY);
        assertThat(Objects.requireNonNull(sources.simulcast()).text()).isEqualTo("recv f;h;q");
        assertThat(negotiate(offer).sections().get(1).rids()).containsExactly("f", "h", "q");
    }

    @Test
    void aLayerThatIsRestrictedToWhatIsNotTakenIsLeftOut() throws Exception {
        String offer = SampleSdp.read("chromium-simulcast")
                .replace("a=rid:f send", "a=rid:f send pt=125")
                .replace("a=rid:h send", "a=rid:h send magic=1")
                .replace("a=rid:q send", "a=rid:q send pt=96,125;max-width=320");
        SectionSources sources = answer(offer).sections().get(1).sources();
        assertThat(sources.rids())
                .containsExactly(new Rid("q", Direction.RECVONLY, List.of(96), Map.of("max-width", "320")));
        assertThat(Objects.requireNonNull(sources.simulcast()).text()).isEqualTo("recv q");
    }

    @Test
    void layersThatNothingTellsApartAreNotTaken() throws Exception {
        String offer = SampleSdp.read("chromium-simulcast").replace(ExtensionType.RTP_STREAM_ID.uri(), "urn:other");
        assertThat(answer(offer).sections().get(1).sources()).isEqualTo(SectionSources.NONE);
    }

    @Test
    void aSectionThatSendsNothingIsInactive() throws Exception {
        for (String direction : List.of("a=recvonly", "a=inactive")) {
            SdpDescription answer = answer(SampleSdp.smallWith(direction));
            assertThat(answer.sections().getFirst().direction()).isEqualTo(Direction.INACTIVE);
            assertThat(answer.sections().getFirst().isRejected()).isFalse();
        }
        assertThat(negotiate(SampleSdp.smallWith("a=recvonly"))
                        .sections()
                        .getFirst()
                        .receiving())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=rtcp-mux|a=x",
                "opus/48000/2|opus/48000",
                "opus/48000/2|PCMU/8000",
                "111|72",
                "m=audio 9|m=audio 0",
                "m=audio|m=text",
                "UDP/TLS/RTP/SAVPF|RTP/MAGIC",
                "a=mid:0|a=x",
                "BUNDLE 0|BUNDLE 1",
            })
    void whatCannotBeTakenIsRejected(String what, String by) throws Exception {
        Negotiated negotiated = negotiate(SampleSdp.SMALL.replace(what, by));
        assertThat(negotiated.transport()).isEmpty();
        assertThat(negotiated.sections()).isEmpty();
        SdpDescription answer = SdpParser.parse(negotiated.description());
        assertThat(answer.sections())
                .singleElement()
                .satisfies(it -> assertThat(it.isRejected()).isTrue());
        assertThat(answer.bundles()).isEmpty();
    }

    @Test
    void aRejectedFirstSectionLeavesTheOthersTheTransport() throws Exception {
        String offer = SampleSdp.read("chromium").replace("opus/48000/2", "speex/16000");
        Negotiated negotiated = negotiate(offer);
        assertThat(negotiated.transport().orElseThrow().mid()).isEqualTo("1");
        assertThat(negotiated.transport().orElseThrow().index()).isEqualTo(1);
        assertThat(SdpParser.parse(negotiated.description()).bundles()).containsExactly(List.of("1"));
    }

    @Test
    void withoutABundleOneSectionIsTaken() throws Exception {
        String offer = SampleSdp.read("chromium").replace("a=group:BUNDLE 0 1 2\r\n", "");
        SdpDescription answer = answer(offer);
        assertThat(answer.sections()).extracting(MediaSection::isRejected).containsExactly(false, true, true);
        assertThat(answer.bundles()).isEmpty();
    }

    @Test
    void aSectionOutsideTheBundleIsRejected() throws Exception {
        String offer = SampleSdp.read("chromium-two-tracks").replace("BUNDLE 0 1 2", "BUNDLE 0 2");
        assertThat(answer(offer).sections())
                .extracting(MediaSection::isRejected)
                .containsExactly(false, true, false);
    }

    @Test
    void aBundledSectionThatIsSilentAboutItsTransportHasTheFirstOnes() throws Exception {
        String offer = SampleSdp.SMALL.replace("BUNDLE 0", "BUNDLE 0 1")
                + "m=video 0 UDP/TLS/RTP/SAVPF 96\na=mid:1\na=bundle-only\na=rtpmap:96 VP8/90000\n";
        assertThat(answer(offer).sections())
                .allMatch(it -> !it.isRejected() && it.transport().ice() != null);
    }

    @ParameterizedTest
    @CsvSource({"actpass, true", "passive, true", "active, false"})
    void theHandshakeIsBegunByUsWhereTheOffererLeavesItOpen(String setup, boolean client) throws Exception {
        Negotiated negotiated = negotiate(SampleSdp.SMALL.replace("actpass", setup));
        assertThat(negotiated.transport().orElseThrow().client()).isEqualTo(client);
        assertThat(SdpParser.parse(negotiated.description())
                        .sections()
                        .getFirst()
                        .transport()
                        .dtls())
                .extracting(DtlsParameters::setup)
                .isEqualTo(client ? Setup.ACTIVE : Setup.PASSIVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=setup:actpass|a=x|a=setup|MISSING",
                "a=setup:actpass|a=setup:holdconn|a=setup|UNUSABLE",
                "a=fingerprint|a=x|a=fingerprint|MISSING",
                "a=fingerprint:sha-256|a=fingerprint:sha-1|a=fingerprint|UNUSABLE",
                "a=fingerprint:sha-256|a=fingerprint:sha-512|a=fingerprint|UNUSABLE",
                "a=ice-pwd|a=x|a=ice-pwd|MISSING",
                "a=ice-ufrag|a=x|a=ice-ufrag|MISSING",
            })
    void aTransportThatCannotBeMadeIsRefused(String what, String by, String field, SdpRule rule) {
        assertThatThrownBy(() -> negotiate(SampleSdp.SMALL.replace(what, by))).satisfies(refused(field, rule));
    }

    @Test
    void aBundleInWhichOneNumberMeansTwoThingsIsRefused() {
        String offer = SampleSdp.read("chromium");
        assertThatThrownBy(() -> negotiate(offer.replace("SAVPF 96 97", "SAVPF 111 96 97")
                        .replace("a=rtpmap:96 VP8", "a=rtpmap:111 VP8/90000\r\na=rtpmap:96 VP8")))
                .satisfies(refused("a=rtpmap", SdpRule.CONFLICT));
        assertThatThrownBy(() -> negotiate(offer.replace("a=extmap:13 urn:3gpp", "a=extmap:1 urn:3gpp")))
                .satisfies(refused("a=extmap", SdpRule.CONFLICT));
    }

    @Test
    void aLevelIsRaisedOnlyWhereBothEndsMayHaveTheirOwn() throws Exception {
        String offer = SampleSdp.read("chromium").replace("level-asymmetry-allowed=1;", "");
        assertThat(answer(offer).sections().get(1).rtp().formats().get(2).parameters())
                .containsEntry("profile-level-id", "42001f");
    }

    @Test
    void transportWideFeedbackNeedsItsExtension() throws Exception {
        String offer = SampleSdp.read("chromium").replace(ExtensionType.TRANSPORT_WIDE_CC.uri(), "urn:other");
        assertThat(answer(offer).sections().get(1).rtp().formats().getFirst().feedback())
                .doesNotContain(Feedback.TRANSPORT_CC)
                .contains(Feedback.NACK);
    }

    @Test
    void soundOfTwoChannelsIsAskedForWhereItIsOffered() throws Exception {
        assertThat(answer(SampleSdp.smallWith("a=fmtp:111 sprop-stereo=1;usedtx=1;maxaveragebitrate=9000"))
                        .sections()
                        .getFirst()
                        .rtp()
                        .formats()
                        .getFirst()
                        .parameters())
                .containsExactly(Map.entry("stereo", "1"));
    }

    @Test
    void ourCandidatesAreAtTheFirstSectionOfTheBundle() throws Exception {
        SdpNegotiation negotiation = new SdpNegotiation(7);
        negotiation.read(SampleSdp.read("chromium"));
        LocalTransport transport = TestTransport.withCandidate("candidate:1 1 udp 1 192.0.2.1 5000 typ host");
        SdpDescription answer = SdpParser.parse(negotiation.answer(transport).description());
        assertThat(answer.sections().getFirst().transport().candidates()).isEqualTo(transport.candidates());
        assertThat(answer.sections().getFirst().transport().endOfCandidates()).isTrue();
        assertThat(answer.sections().get(1).transport().candidates()).isEmpty();
    }

    @Test
    void whoDoesNoChecksIsControlled() throws Exception {
        RemoteTransport lite = negotiate(SampleSdp.SMALL.replace("t=0 0\n", "t=0 0\na=ice-lite\n"))
                .transport()
                .orElseThrow();
        assertThat(lite.iceLite()).isTrue();
        assertThat(lite.controlling()).isTrue();
    }

    private static SdpDescription answer(String offer) throws SdpException {
        return SdpParser.parse(negotiate(offer).description());
    }

    private static Negotiated negotiate(String offer) throws SdpException {
        SdpNegotiation negotiation = new SdpNegotiation(4_611_731_400_430_051_336L);
        negotiation.read(offer);
        return negotiation.answer(TestTransport.generation(1));
    }
}
