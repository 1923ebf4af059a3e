package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    private final FrameAssembler assembler = new FrameAssembler(10);

    @Test
    void partsBecomeOneText() {
        assertThat(assembler.add("ab", false)).isEqualTo(new FrameAssembler.More());
        assertThat(assembler.add("cd", true)).isEqualTo(new FrameAssembler.Complete("abcd"));
        assertThat(assembler.add("0123456789", true)).isEqualTo(new FrameAssembler.Complete("0123456789"));
        assertThat(assembler.add("", true)).isEqualTo(new FrameAssembler.Complete(""));
    }

    @Test
    void aTextBeyondTheBoundIsPassedOverAndTheNextIsWhole() {
        assertThat(assembler.add("0123456789a", false)).isEqualTo(new FrameAssembler.More());
        for (int i = 0; i < 1000; i++) {
            assertThat(assembler.add("x", false)).isEqualTo(new FrameAssembler.More());
        }
        assertThat(assembler.add("x", true)).isEqualTo(new FrameAssembler.TooLarge());
        assertThat(assembler.add("next", true)).isEqualTo(new FrameAssembler.Complete("next"));
    }
}
