package dev.peerscribe.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SdpParserTest {
    @ParameterizedTest
    @FieldSource("dev.peerscribe.sdp.SampleSdp#ALL")
    void whatIsWrittenIsReadAsTheSame(String sample) throws Exception {
        SdpDescription description = SampleSdp.parse(sample);
        assertThat(SdpParser.parse(SdpWriter.write(description))).isEqualTo(description);
    }

    @Test
    void whatChromiumSaysOfItsPicturesIsRead() throws Exception {
        SdpDescription description = SampleSdp.parse("chromium");
        assertThat(description.origin()).isEqualTo(new Origin("7614219274584779017", "2"));
        assertThat(description.bundles()).containsExactly(List.of("0", "1", "2"));
        MediaSection video = description.sections().get(1);
        assertThat(video.line().isVideo()).isTrue();
        assertThat(video.mid()).isEqualTo("1");
        assertThat(video.direction()).isEqualTo(Direction.SENDRECV);
        assertThat(video.rtp().mixedExtensions()).as("said for the session").isTrue();
        assertThat(video.rtp().reducedSize()).isTrue();
        assertThat(video.rtp().formats()).hasSize(30);
        assertThat(video.rtp().formats().getFirst())
                .isEqualTo(new RtpFormat(96, "VP8", 90_000, 1, Map.of(), EnumSet.allOf(Feedback.class)));
        assertThat(video.rtp().formats().get(2).parameters())
                .containsExactly(
                        Map.entry("level-asymmetry-allowed", "1"),
                        Map.entry("packetization-mode", "1"),
                        Map.entry("profile-level-id", "42001f"));
        assertThat(video.rtp().extensions())
                .contains(new HeaderExtension(4, Direction.SENDRECV, ExtensionType.MID.uri()));
        assertThat(video.sources().groups())
                .containsExactly(new SsrcGroup("FID", List.of(1_180_337_093L, 3_409_087_317L)));
        assertThat(video.sources().ssrcs().getFirst().cname()).isEqualTo("h3L0a8QqgJ1w5Z2e");
        assertThat(video.transport().rtcpMux()).isTrue();
        assertThat(video.transport().iceOptions()).containsExactly("trickle");
    }

    @Test
    void whatFirefoxSaysForTheSessionCountsForEverySection() throws Exception {
        SdpDescription description = SampleSdp.parse("firefox");
        assertThat(description.sections()).hasSize(3).allSatisfy(section -> {
            assertThat(section.direction()).isEqualTo(Direction.SENDRECV);
            assertThat(section.transport().dtls()).isNotNull().satisfies(dtls -> {
                assertThat(dtls.setup()).isEqualTo(Setup.ACTPASS);
                assertThat(dtls.fingerprints()).singleElement().matches(Fingerprint::isUsable);
            });
            assertThat(section.transport().iceOptions()).containsExactly("trickle");
        });
        assertThat(description.sections().get(1).transport().endOfCandidates()).isTrue();
        assertThat(description.sections().getFirst().rtp().extensions())
                .contains(new HeaderExtension(2, Direction.RECVONLY, "urn:ietf:params:rtp-hdrext:csrc-audio-level"));
    }

    @Test
    void aSectionsOwnWordIsStrongerThanTheSessions() throws Exception {
        String text = SampleSdp.SMALL.replace("t=0 0\n", """
                t=0 0
                a=ice-ufrag:session
                a=ice-pwd:session890123456789012
                a=setup:passive
                a=inactive
                a=ice-lite
                a=extmap:3 urn:a
                """);
        MediaSection section = SdpParser.parse(text + "a=sendonly\na=extmap:4 urn:b\n")
                .sections()
                .getFirst();
        assertThat(section.transport().ice()).isEqualTo(new IceParameters("abcd", "0123456789abcdef012345"));
        assertThat(section.transport().dtls()).extracting(DtlsParameters::setup).isEqualTo(Setup.ACTPASS);
        assertThat(section.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(section.rtp().extensions()).extracting(HeaderExtension::uri).containsExactly("urn:a", "urn:b");
        assertThat(SdpParser.parse(text).iceLite()).isTrue();
        assertThat(SdpParser.parse(text).sections().getFirst().direction()).isEqualTo(Direction.INACTIVE);
    }

    @Test
    void unknownLinesAndAttributesAreIgnored() throws Exception {
        String more =
                SampleSdp.smallWith("b=AS:500", "i=grüße", "a=x-new:1 2 3", "a=rtpmap:99 none/1", "a=fmtp:99 a=b");
        assertThat(SdpParser.parse(more)).isEqualTo(SdpParser.parse(SampleSdp.SMALL));
        assertThat(SdpParser.parse(SampleSdp.SMALL.replace("\n", "\r\n"))).isEqualTo(SdpParser.parse(SampleSdp.SMALL));
    }

    @Test
    void feedbackForEveryFormatIsEachFormats() throws Exception {
        SdpDescription description = SdpParser.parse(
                SampleSdp.smallWith("a=rtcp-fb:* nack", "a=rtcp-fb:111 transport-cc", "a=rtcp-fb:111 trr-int 5"));
        assertThat(description.sections().getFirst().rtp().formats().getFirst().feedback())
                .containsExactlyInAnyOrder(Feedback.NACK, Feedback.TRANSPORT_CC);
    }

    @Test
    void simulcastIsRead() throws Exception {
        SdpDescription description = SdpParser.parse(SampleSdp.smallWith(
                "a=rid:a send pt=111;max-width=1280;max-fps=30",
                "a=rid:b send",
                "a=rid:c recv",
                "a=simulcast:send a,~b recv c"));
        SectionSources sources = description.sections().getFirst().sources();
        assertThat(sources.rids().getFirst())
                .isEqualTo(
                        new Rid("a", Direction.SENDONLY, List.of(111), Map.of("max-width", "1280", "max-fps", "30")));
        assertThat(sources.simulcast())
                .isEqualTo(new Simulcast(
                        List.of(List.of(new Simulcast.Layer("a", false), new Simulcast.Layer("b", true))),
                        List.of(List.of(new Simulcast.Layer("c", false)))));
        assertThat(SdpParser.parse(SdpWriter.write(description))).isEqualTo(description);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a=mid:1|a=mid|DUPLICATE",
                "a=ice-ufrag:abc|a=ice-ufrag|RANGE",
                "a=ice-pwd:short|a=ice-pwd|RANGE",
                "a=ice-ufrag:ab cd|a=ice-ufrag|GRAMMAR",
                "a=fingerprint:sha-256|a=fingerprint|GRAMMAR",
                "a=fingerprint:sha-256 AB:C|a=fingerprint|GRAMMAR",
                "a=fingerprint:sha-256 AB:CG|a=fingerprint|GRAMMAR",
                "a=setup:both|a=setup|GRAMMAR",
                "a=rtpmap:111 opus|a=rtpmap|GRAMMAR",
                "a=rtpmap:111 VP8/90000|a=rtpmap|CONFLICT",
                "a=rtpmap:128 VP8/90000|a=rtpmap|RANGE",
                "a=rtpmap:111 opus/0/2|a=rtpmap|RANGE",
                "a=rtpmap:111 opus/99999999999999999999/2|a=rtpmap|RANGE",
                "a=fmtp:x a=b|a=fmtp|GRAMMAR",
                "a=rtcp-fb:111|a=rtcp-fb|GRAMMAR",
                "a=extmap:0 urn:a|a=extmap|RANGE",
                "a=extmap:1/both urn:a|a=extmap|GRAMMAR",
                "a=extmap:1|a=extmap|GRAMMAR",
                "a=ssrc:4294967296 cname:a|a=ssrc|RANGE",
                "a=ssrc:-1 cname:a|a=ssrc|GRAMMAR",
                "a=ssrc-group:FID|a=ssrc-group|GRAMMAR",
                "a=rid:a both|a=rid|GRAMMAR",
                "a=rid:a.b send|a=rid|GRAMMAR",
                "a=simulcast:send ,|a=simulcast|GRAMMAR",
                "a=simulcast:send a send b|a=simulcast|GRAMMAR",
                "a=msid:a b c|a=msid|GRAMMAR",
                "a=candidate:1 1 udp 1 192.0.2.1 70000 typ host|a=candidate|RANGE",
                "a=candidate:1 1 udp 1 192.0.2.1|a=candidate|GRAMMAR",
                "m=audio 9 UDP/TLS/RTP/SAVPF|m=|GRAMMAR",
                "m=audio 65536 UDP/TLS/RTP/SAVPF 0|m=|RANGE",
                "m=audio 9 UDP/TLS/RTP/SAVPF 128|m=|RANGE",
                "v=0|v=|DUPLICATE",
                "o=- 1 1 IN IP4 127.0.0.1|o=|DUPLICATE",
                "A=x|line|GRAMMAR",
                "nonsense|line|GRAMMAR",
            })
    void aBrokenLineIsToldByItsFieldAndRule(String line, String field, SdpRule rule) {
        assertThatThrownBy(() -> SdpParser.parse(SampleSdp.smallWith(line))).satisfies(refused(field, rule));
    }

    @Test
    void aDescriptionBeginsWithItsVersionAndHasAnOrigin() {
        assertThatThrownBy(() -> SdpParser.parse("")).satisfies(refused("o=", SdpRule.MISSING));
        assertThatThrownBy(() -> SdpParser.parse("s=-\n")).satisfies(refused("v=", SdpRule.MISSING));
        assertThatThrownBy(() -> SdpParser.parse("v=1\n")).satisfies(refused("v=", SdpRule.GRAMMAR));
        assertThatThrownBy(() -> SdpParser.parse("v=0\no=- x 1 IN IP4 0.0.0.0\n"))
                .satisfies(refused("o=", SdpRule.GRAMMAR));
        assertThatThrownBy(() -> SdpParser.parse("v=0\u0000\n")).satisfies(refused("line", SdpRule.GRAMMAR));
    }

    @Test
    void twoSectionsHaveTwoIds() {
        assertThatThrownBy(() -> SdpParser.parse(SampleSdp.smallWith("m=audio 9 RTP/AVP 0", "a=mid:0")))
                .satisfies(refused("a=mid", SdpRule.DUPLICATE));
    }

    @Test
    void nothingGrowsWithoutBound() {
        assertThatThrownBy(() -> SdpParser.parse("v=0\n" + "s=x\n".repeat(70_000)))
                .satisfies(refused("description", SdpRule.LIMIT));
        assertThatThrownBy(() -> SdpParser.parse("v=0\n" + "s=\n".repeat(8_192)))
                .satisfies(refused("line", SdpRule.LIMIT));
        assertThatThrownBy(() -> SdpParser.parse("v=0\ns=" + "x".repeat(4_100)))
                .satisfies(refused("line", SdpRule.LIMIT));
        assertThatThrownBy(() -> SdpParser.parse(SampleSdp.SMALL + "m=audio 0 RTP/AVP 0\n".repeat(64)))
                .satisfies(refused("m=", SdpRule.LIMIT));
        assertThatThrownBy(() -> SdpParser.parse(SampleSdp.smallWith("m=audio 9 RTP/AVP" + " 0".repeat(129))))
                .satisfies(refused("m=", SdpRule.LIMIT));
        assertBounded("a=ssrc:%d cname:a", "a=ssrc");
        assertBounded("a=ssrc-group:FID %d", "a=ssrc-group");
        assertBounded("a=rid:%d send", "a=rid");
        assertBounded("a=msid:%d", "a=msid");
        assertBounded("a=extmap:%d urn:a", "a=extmap");
        assertBounded("a=ice-options:%d", "a=ice-options");
        assertBounded("a=candidate:%d 1 udp 1 192.0.2.1 9 typ host", "a=candidate");
        assertBounded("a=fingerprint:sha-256 " + TestTransport.FINGERPRINT.value(), "a=fingerprint");
    }

    private static void assertBounded(String line, String field) {
        String[] lines = IntStream.rangeClosed(1, 600)
                .mapToObj(
                        it -> line.contains("%d") ? line.formatted(field.equals("a=extmap") ? it % 255 + 1 : it) : line)
                .toArray(String[]::new);
        assertThatThrownBy(() -> SdpParser.parse(SampleSdp.smallWith(lines))).satisfies(refused(field, SdpRule.LIMIT));
    }

    static Consumer<Throwable> refused(String field, SdpRule rule) {
        return thrown -> assertThat(thrown).isInstanceOfSatisfying(SdpException.class, it -> {
            assertThat(it.rule()).isEqualTo(rule);
            assertThat(it.field()).isEqualTo(field);
        });
    }
}
