package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineChoiceTest {
    @ParameterizedTest
    @EnumSource(Negotiation.class)
    void whatIsChosenIsTakenHoweverOffersGo(Negotiation negotiation) {
        assertThat(EngineChoice.WEBRTC.kind(negotiation)).isEqualTo(EngineKind.WEBRTC);
        assertThat(EngineChoice.PASSTHROUGH.kind(negotiation)).isEqualTo(EngineKind.PASSTHROUGH);
    }

    @Test
    void whatIsOnlyRecordedIsNotDecodedUnlessChatNeedsAChannel() {
        assertThat(EngineChoice.AUTO.kind(Negotiation.ANSWER)).isEqualTo(EngineKind.PASSTHROUGH);
        assertThat(EngineChoice.AUTO.kind(Negotiation.AUTO)).isEqualTo(EngineKind.PASSTHROUGH);
        assertThat(EngineChoice.AUTO.kind(Negotiation.OFFER)).isEqualTo(EngineKind.WEBRTC);
    }

    @Test
    void aMeetingThatMakesNoChoiceGetsWhatIsConfigured() {
        Engines engines = TestMedia.engines(new FakeMediaEngine());
        assertThat(engines.kind(null, Negotiation.ANSWER)).isEqualTo(EngineKind.WEBRTC);
        assertThat(engines.kind(EngineChoice.PASSTHROUGH, Negotiation.ANSWER)).isEqualTo(EngineKind.PASSTHROUGH);
    }

    @Test
    void decodingIsTheDefault() {
        assertThat(TestMedia.properties().engine()).isEqualTo(EngineChoice.WEBRTC);
        assertThat(TestMedia.properties(Map.of("peerscribe.media.engine", "auto"))
                        .engine()
                        .usual())
                .isEqualTo(EngineKind.PASSTHROUGH);
    }

    @Test
    void anEngineThatIsConfiguredButNotThereStopsTheStart() {
        List<MediaEngine> decoding = List.of(new FakeMediaEngine());
        assertThatThrownBy(() -> new Engines(decoding, EngineChoice.PASSTHROUGH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PASSTHROUGH");
    }
}
