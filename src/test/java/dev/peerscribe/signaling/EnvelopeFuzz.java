package dev.peerscribe.signaling;

import dev.peerscribe.fakes.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a fuzzer does with a text frame: whatever it says, it is taken or refused by a rule, and nothing is thrown. See
 * {@code bench/fuzz}.
 */
public final class EnvelopeFuzz {
    private static final int FRAMES_A_PEER = 2_000;

    private static TestPeer peer = peer();
    private static int frames;

    private EnvelopeFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        hear(new String(data, StandardCharsets.UTF_8));
    }

    static void hear(String frame) {
        // A peer that is heard for long remembers much: a new one now and then.
        if (++frames % FRAMES_A_PEER == 0) {
            peer = peer();
        }
        peer.hear(frame);
        peer.hearOnDataChannel(frame);
    }

    private static TestPeer peer() {
        return new TestPeer("fuzzed", new ManualClock(), Map.of("max-peer-frames-per-second", "100000"));
    }
}
