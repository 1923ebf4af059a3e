package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.nio.charset.StandardCharsets;

/**
 * What a fuzzer does with the gate before the native SDP parser: any text is refused by a rule, or passes and then says
 * only what is safe, and passes again unchanged. See {@code bench/fuzz}.
 */
public final class SdpFuzz {
    private static final long MAX_SIZE = 256 * 1024;

    private SdpFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        description(new SessionDescription(SdpType.OFFER, text));
        candidate(new IceCandidate(text, "0", 0, null));
    }

    private static void description(SessionDescription description) {
        try {
            SessionDescription passed = SdpGate.pass(description, MAX_SIZE, dropped -> {});
            RemoteDescription.of(passed);
            if (!passed.sdp().chars().allMatch(c -> c == '\r' || c == '\n' || (c >= ' ' && c <= '~' && c != '%'))) {
                throw new IllegalStateException("something passed that is not printable");
            }
            SessionDescription again = SdpGate.pass(passed, 2 * MAX_SIZE, dropped -> {
                throw new IllegalStateException("what had passed was dropped");
            });
            if (!again.equals(passed)) {
                throw new IllegalStateException("what had passed was changed");
            }
        } catch (NegotiationException e) {
            // refused by a rule
        }
    }

    private static void candidate(IceCandidate candidate) {
        try {
            SdpGate.check(candidate);
            CandidateGrammar.generation(candidate);
        } catch (NegotiationException e) {
            // refused by a rule
        }
    }
}
