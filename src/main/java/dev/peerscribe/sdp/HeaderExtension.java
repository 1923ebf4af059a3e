package dev.peerscribe.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a header extension's id stands for (RFC 8285 §5).
 *
 * @param id 1 to 255; in one byte headers 1 to 14
 * @param direction of the section's streams that carry it
 * @param uri its meaning
 */
record HeaderExtension(int id, Direction direction, String uri) {
    private static final String FIELD = "a=extmap";
    private static final int MAX_URI = 256;
    /** Ids above offer a choice to the answerer (RFC 8285 §6), which nobody makes use of. */
    private static final int MAX_ID = 255;

    Optional<ExtensionType> type() {
        return ExtensionType.of(uri);
    }

    /** Empty where the id is only a number to choose another for. */
    static Optional<HeaderExtension> parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.size() < 2) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "not an id and a URI");
        }
        String first = words.getFirst();
        int slash = first.indexOf('/');
        int id = SdpText.integer(FIELD, slash < 0 ? first : first.substring(0, slash), 1, 4_351);
        Direction direction = slash < 0 ? Direction.SENDRECV : direction(first.substring(slash + 1));
        String uri = SdpText.visible(FIELD, words.get(1), MAX_URI);
        return id > MAX_ID ? Optional.empty() : Optional.of(new HeaderExtension(id, direction, uri));
    }

    String text() {
        return id + (direction == Direction.SENDRECV ? "" : "/" + direction.attribute()) + " " + uri;
    }

    private static Direction direction(String text) throws SdpException {
        for (Direction direction : Direction.values()) {
            if (direction.attribute().equals(text.toLowerCase(Locale.ROOT))) {
                return direction;
            }
        }
        throw new SdpException(FIELD, SdpRule.GRAMMAR, "an unknown direction");
    }
}
