package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Sources that belong together (RFC 5576 §4.2).
 *
 * @param semantics {@code FID}: retransmissions of the first are sent by the second; {@code SIM}: layers of simulcast
 * @param ssrcs at least one
 */
record SsrcGroup(String semantics, List<Long> ssrcs) {
    /** RFC 4588 §8.3. */
    static final String RETRANSMISSION = "FID";
    /** RFC 5956 §4.3. */
    static final String FEC = "FEC-FR";

    private static final String FIELD = "a=ssrc-group";
    private static final int MAX_SSRCS = 32;

    SsrcGroup {
        ssrcs = List.copyOf(ssrcs);
    }

    static SsrcGroup parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.size() < 2) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "no sources");
        }
        SdpText.bounded(FIELD, words.size() - 2, MAX_SSRCS);
        List<Long> ssrcs = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            ssrcs.add(SdpText.integer(FIELD, word, 0L, Ssrc.MAX_ID));
        }
        return new SsrcGroup(SdpText.token(FIELD, words.getFirst()).toUpperCase(Locale.ROOT), ssrcs);
    }

    String text() {
        return semantics + ssrcs.stream().map(it -> " " + it).collect(Collectors.joining());
    }
}
