package dev.peerscribe.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream and the track that a section carries (RFC 8830 §2).
 *
 * @param stream its id, {@code -} for a track without a stream
 * @param track its id, or null
 */
public record Msid(String stream, @Nullable String track) {
    private static final int MAX_LENGTH = 256;

    static Msid parse(String field, String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.isEmpty() || words.size() > 2) {
            throw new SdpException(field, SdpRule.GRAMMAR, "not a stream and a track");
        }
        return new Msid(
                SdpText.visible(field, words.getFirst(), MAX_LENGTH),
                words.size() < 2 ? null : SdpText.visible(field, words.get(1), MAX_LENGTH));
    }

    String text() {
        return track == null ? stream : stream + " " + track;
    }
}
