package dev.peerscribe.sdp;

import static dev.peerscribe.sdp.SdpParserTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.sdp.SdpNegotiation.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdpNegotiationTest {
    private static final String CHROMIUM = SampleSdp.read("chromium");
    private static final long SESSION = 4_611_731_400_430_051_336L;

    private final SdpNegotiation negotiation = new SdpNegotiation(SESSION);

    @Test
    void ourDescriptionsAreOneSessionsWithGrowingVersions() throws Exception {
        Origin first = SdpParser.parse(answer(CHROMIUM).description()).origin();
        Origin second = SdpParser.parse(answer(CHROMIUM).description()).origin();
        Origin third =
                SdpParser.parse(negotiation.offer(TestTransport.generation(1))).origin();
        assertThat(List.of(first, second, third))
                .containsExactly(
                        new Origin(Long.toString(SESSION), "1"),
                        new Origin(Long.toString(SESSION), "2"),
                        new Origin(Long.toString(SESSION), "3"));
        assertThatIllegalArgumentException().isThrownBy(() -> new SdpNegotiation(-1));
    }

    @Test
    void theSameOfferAgainChangesNothing() throws Exception {
        Negotiated first = answer(CHROMIUM);
        Negotiated second = answer(CHROMIUM);
        assertThat(second.ice()).isEqualTo(IceChange.SAME);
        assertThat(second.sections()).isEqualTo(first.sections());
        assertThat(second.transport()).isEqualTo(first.transport());
    }

    @Test
    void otherCredentialsAreAnIceRestart() throws Exception {
        answer(CHROMIUM);
        assertThat(negotiation.read(CHROMIUM.replace("Pz9f", "new1"))).isEqualTo(IceChange.RESTART);
        Negotiated restarted = negotiation.answer(TestTransport.generation(2));
        assertThat(restarted.ice()).isEqualTo(IceChange.RESTART);
        assertThat(restarted.description()).contains("a=ice-ufrag:gen2");
        assertThat(restarted.transport().orElseThrow().ice().usernameFragment()).isEqualTo("new1");
    }

    @Test
    void whoOffersAnIceRestartNominatesAndOtherwiseRolesStay() throws Exception {
        assertThat(answer(CHROMIUM).transport().orElseThrow().controlling()).isFalse();
        assertThat(ourOfferIsAnsweredWith(1, "Pz9f").controlling())
                .as("the same generation goes on")
                .isFalse();
        assertThat(ourOfferIsAnsweredWith(2, "new1").controlling()).isTrue();
        assertThat(answer(CHROMIUM.replace("Pz9f", "new1"))
                        .transport()
                        .orElseThrow()
                        .controlling())
                .as("the same generation goes on")
                .isTrue();
        assertThat(answer(CHROMIUM.replace("Pz9f", "new2"))
                        .transport()
                        .orElseThrow()
                        .controlling())
                .isFalse();
    }

    /** With the credentials of the peer's first offer, but for the user name fragment. */
    private RemoteTransport ourOfferIsAnsweredWith(int generation, String fragment) throws SdpException {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(generation)));
        IceParameters theirs =
                SdpParser.parse(CHROMIUM).sections().getFirst().transport().ice();
        return negotiation
                .accept(answer.replace("a=ice-ufrag:gen9", "a=ice-ufrag:" + fragment)
                        .replaceAll(
                                "a=ice-pwd:.*",
                                "a=ice-pwd:" + Objects.requireNonNull(theirs).password()))
                .transport()
                .orElseThrow();
    }

    @Test
    void anEndThatDoesNoChecksIsControlledWhoeverOffers() throws Exception {
        String lite = "t=0 0\r\na=ice-lite";
        assertThat(answer(CHROMIUM.replace("t=0 0", "t=0 0\na=ice-lite"))
                        .transport()
                        .orElseThrow()
                        .controlling())
                .isTrue();
        SdpNegotiation ours = new SdpNegotiation(SESSION);
        String answer = theirAnswer(ours.offer(TestTransport.generation(1))).replace("t=0 0", lite);
        assertThat(ours.accept(answer).transport().orElseThrow())
                .matches(RemoteTransport::iceLite)
                .matches(RemoteTransport::controlling);
    }

    @Test
    void tracksComeAndGoInTheirPlaces() throws Exception {
        answer(CHROMIUM);
        String stopped = CHROMIUM.replace("m=video 9", "m=video 0").replace("BUNDLE 0 1 2", "BUNDLE 0 2");
        assertThat(answer(stopped).sections())
                .extracting(NegotiatedSection::mid)
                .containsExactly("0");
        String recycled = CHROMIUM.replace("a=mid:1", "a=mid:7").replace("BUNDLE 0 1 2", "BUNDLE 0 7 2");
        assertThat(answer(recycled).sections())
                .extracting(NegotiatedSection::mid)
                .containsExactly("0", "7");
        assertThat(answer(recycled.replace("a=sendrecv", "a=inactive")).sections())
                .extracting(NegotiatedSection::receiving)
                .containsExactly(false, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=mid:1|a=mid:7|a=mid",
                "m=video 9|m=audio 9|m=",
            })
    void aSectionThatGoesOnStaysWhatItIs(String what, String by, String field) throws Exception {
        answer(CHROMIUM);
        assertThatThrownBy(() -> negotiation.read(CHROMIUM.replace(what, by))).satisfies(refused(field, SdpRule.ORDER));
        assertThat(answer(CHROMIUM).sections()).as("nothing happened").hasSize(2);
    }

    @Test
    void sectionsDoNotVanish() throws Exception {
        answer(SampleSdp.read("chromium-two-tracks"));
        assertThatThrownBy(() -> negotiation.read(SampleSdp.read("safari"))).satisfies(refused("m=", SdpRule.ORDER));
    }

    @Test
    void anAssociationThatGoesOnKeepsItsRoles() throws Exception {
        answer(SampleSdp.SMALL.replace("actpass", "active"));
        assertThat(answer(SampleSdp.SMALL).transport().orElseThrow().client()).isFalse();
        assertThatThrownBy(() -> negotiation.read(SampleSdp.SMALL.replace("actpass", "passive")))
                .satisfies(refused("a=setup", SdpRule.CONFLICT));
        String renewed = SampleSdp.SMALL.replace("AB:AB", "CD:CD");
        assertThat(answer(renewed).transport().orElseThrow().client())
                .as("with another certificate")
                .isTrue();
    }

    @Test
    void ourOfferAsksForSoundAndPicturesUnderIdsOfItsOwn() throws Exception {
        SdpDescription offer = SdpParser.parse(negotiation.offer(TestTransport.generation(1)));
        assertThat(offer.sections()).extracting(it -> it.line().media()).containsExactly("audio", "video");
        assertThat(offer.sections()).allSatisfy(section -> {
            assertThat(section.direction()).isEqualTo(Direction.RECVONLY);
            assertThat(section.transport().dtls())
                    .extracting(DtlsParameters::setup)
                    .isEqualTo(Setup.ACTPASS);
            assertThat(section.transport().iceOptions()).containsExactly("trickle");
            assertThat(section.transport().rtcpMux()).isTrue();
            assertThat(section.mid()).hasSizeLessThanOrEqualTo(8);
        });
        List<String> mids = offer.bundles().getFirst();
        assertThat(mids).hasSize(2).doesNotHaveDuplicates();
        assertThat(SdpParser.parse(new SdpNegotiation(SESSION + 1).offer(TestTransport.generation(1)))
                        .bundles()
                        .getFirst())
                .doesNotContainAnyElementsOf(mids);
    }

    @Test
    void theAnswerToOurOfferIsTaken() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        assertThat(negotiation.state()).isEqualTo(State.HAVE_LOCAL_OFFER);
        Negotiated negotiated = negotiation.accept(answer);
        assertThat(negotiation.state()).isEqualTo(State.STABLE);
        assertThat(negotiated.sections()).hasSize(2).allMatch(NegotiatedSection::receiving);
        assertThat(negotiated.transport().orElseThrow().client()).isFalse();
        assertThat(negotiated.transport().orElseThrow().controlling()).isTrue();
        assertThat(negotiated.sections().get(1).formats()).hasSize(9);
        assertThat(negotiated.sections().get(1).extensions()).hasSize(6);
        assertThat(negotiation.negotiated()).contains(negotiated);
    }

    @Test
    void ourNextOfferIsAnIceRestartOfTheSameSections() throws Exception {
        Negotiated first = negotiation.accept(theirAnswer(negotiation.offer(TestTransport.generation(1))));
        String offer = negotiation.offer(TestTransport.generation(2));
        assertThat(offer).contains("a=ice-ufrag:gen2").doesNotContain("gen1");
        Negotiated second = negotiation.accept(theirAnswer(offer).replace("gen9", "gen8"));
        assertThat(second.ice()).isEqualTo(IceChange.RESTART);
        assertThat(second.sections()).isEqualTo(first.sections());
        assertThat(second.transport().orElseThrow().client()).isFalse();
    }

    @Test
    void afterAnOfferOfTheirsOursIsAboutTheirSections() throws Exception {
        Negotiated theirs = answer(SampleSdp.read("chromium-simulcast"));
        SdpDescription ours = SdpParser.parse(negotiation.offer(TestTransport.generation(2)));
        assertThat(ours.bundles()).containsExactly(List.of("0", "1"));
        assertThat(ours.sections().get(1).sources().rids()).extracting(Rid::id).containsExactly("f", "h", "q");
        assertThat(ours.sections().get(1).line().formats()).startsWith("96", "97");
        assertThat(negotiation.negotiated()).contains(theirs);
    }

    @Test
    void aSectionThatWasRejectedStaysSoInOurOffer() throws Exception {
        answer(CHROMIUM);
        SdpDescription ours = SdpParser.parse(negotiation.offer(TestTransport.generation(1)));
        assertThat(ours.sections()).extracting(MediaSection::isRejected).containsExactly(false, false, true);
    }

    @Test
    void whereNothingWasTakenOurOfferUsesThePlacesAgain() throws Exception {
        answer(SampleSdp.SMALL.replace("opus/48000/2", "speex/16000"));
        SdpDescription ours = SdpParser.parse(negotiation.offer(TestTransport.generation(1)));
        assertThat(ours.sections()).extracting(MediaSection::isRejected).containsExactly(false, false);
        assertThat(ours.sections()).extracting(MediaSection::mid).doesNotContain("0");
    }

    @Test
    void anOfferThatWasTakenBackIsForgotten() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        negotiation.rollback();
        assertThatThrownBy(() -> negotiation.accept(answer)).satisfies(refused("description", SdpRule.STATE));
        negotiation.read(CHROMIUM);
        assertThat(negotiation.state()).isEqualTo(State.HAVE_REMOTE_OFFER);
        negotiation.rollback();
        assertThatThrownBy(() -> negotiation.answer(TestTransport.generation(1)))
                .satisfies(refused("description", SdpRule.STATE));
        assertThat(answer(CHROMIUM).sections()).hasSize(2);
    }

    @Test
    void whileAnOfferIsOpenThereIsNoOther() throws Exception {
        negotiation.offer(TestTransport.generation(1));
        assertThatThrownBy(() -> negotiation.read(CHROMIUM)).satisfies(refused("description", SdpRule.STATE));
        assertThatThrownBy(() -> negotiation.offer(TestTransport.generation(1)))
                .satisfies(refused("description", SdpRule.STATE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=video 9 UDP/TLS/RTP/SAVPF|m=text 9 UDP/TLS/RTP/SAVPF|m=|ORDER",
                "a=mid:|a=mid:x|a=mid|ORDER",
                "a=mid:|a=x:|a=mid|ORDER",
                "a=setup:active|a=setup:actpass|a=setup|UNUSABLE",
                "a=setup:active|a=x|a=setup|MISSING",
                "a=fingerprint|a=x|a=fingerprint|MISSING",
                "a=rtcp-mux|a=x|a=rtcp-mux|MISSING",
                "a=group:BUNDLE|a=group:LS|a=group|CONFLICT",
                "96 VP8/90000|96 VP9/90000|a=rtpmap|CONFLICT",
                "opus/48000/2|opus/48000|a=rtpmap|CONFLICT",
                "a=rtpmap:111|a=x:|a=rtpmap|UNUSABLE",
            })
    void anAnswerThatDoesNotFitItsOfferIsRefused(String what, String by, String field, SdpRule rule) throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        assertThatThrownBy(() -> negotiation.accept(answer.replace(what, by))).satisfies(refused(field, rule));
        assertThat(negotiation.accept(answer).sections())
                .as("the offer still stands")
                .hasSize(2);
    }

    @Test
    void anAnswerWithMoreSectionsThanItsOfferIsRefused() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1))) + "m=audio 0 RTP/AVP 0\r\n";
        assertThatThrownBy(() -> negotiation.accept(answer)).satisfies(refused("m=", SdpRule.ORDER));
    }

    @Test
    void anAnswerMayTakeOnlyPartOfTheOffer() throws Exception {
        String offer = negotiation.offer(TestTransport.generation(1));
        Negotiated negotiated = negotiation.accept(theirAnswer(offer).replace("m=audio 9", "m=audio 0"));
        assertThat(negotiated.sections())
                .singleElement()
                .satisfies(it -> assertThat(it.index()).isEqualTo(1));
        assertThat(negotiated.transport().orElseThrow().index()).isEqualTo(1);
    }

    @Test
    void anAnswerThatTakesNothingIsNoFailure() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        Negotiated negotiated =
                negotiation.accept(answer.replace("m=audio 9", "m=audio 0").replace("m=video 9", "m=video 0"));
        assertThat(negotiated.transport()).isEmpty();
        assertThat(negotiated.sections()).isEmpty();
    }

    @Test
    void extensionsThatWereNotOfferedAreNotExpected() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        Negotiated negotiated = negotiation.accept(answer.replace("a=extmap:1 ", "a=extmap:12 "));
        assertThat(negotiated.sections().get(1).extensions())
                .doesNotContainKey(ExtensionType.MID)
                .hasSize(5);
    }

    private Negotiated answer(String offer) throws SdpException {
        negotiation.read(offer);
        return negotiation.answer(TestTransport.generation(1));
    }

    /** As a peer would answer that sends: our own answer turned round. */
    private static String theirAnswer(String offer) throws SdpException {
        SdpNegotiation them = new SdpNegotiation(9);
        them.read(offer.replace("a=recvonly", "a=sendrecv"));
        return them.answer(TestTransport.generation(9)).description().replace("a=recvonly", "a=sendonly");
    }

    @Test
    void theFormatsOfAnAnswerAreItsSendersFavouritesFirst() throws Exception {
        String answer = theirAnswer(negotiation.offer(TestTransport.generation(1)));
        Negotiated negotiated = negotiation.accept(answer.replace("SAVPF 96 97 98 99", "SAVPF 98 99 96 97"));
        assertThat(negotiated.sections().get(1).formats().getFirst().payloadType())
                .isEqualTo(98);
        assertThat(negotiated.sections().get(1).formats().getFirst().parameters())
                .isEqualTo(Map.of("profile-id", "0"));
    }
}
