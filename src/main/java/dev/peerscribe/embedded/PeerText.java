package dev.peerscribe.embedded;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.util.regex.Pattern;

/** Refuses what a guest's native parsers must not see: they use a peer's text as a printf format and resolve names. */
final class PeerText {
    private static final int MAX_SDP = 64 * 1024;
    private static final int MAX_CANDIDATE = 512;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+");

    private PeerText() {}

    static boolean isSafe(SessionDescription description) {
        String sdp = description.sdp();
        return sdp.length() <= MAX_SDP && sdp.startsWith("v=0") && isPlain(sdp);
    }

    /** Whether it is plain text and names an address, not a host. */
    static boolean isSafe(IceCandidate candidate) {
        String mid = candidate.sdpMid();
        String[] words = candidate.candidate().split(" ", 7);
        return candidate.candidate().length() <= MAX_CANDIDATE
                && isPlain(candidate.candidate())
                && (mid == null || (mid.length() <= 32 && isPlain(mid)))
                && words.length == 7
                && ADDRESS.matcher(words[4]).matches();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c == '\r' || c == '\n' || (c >= ' ' && c < 0x7f && c != '%'));
    }
}
