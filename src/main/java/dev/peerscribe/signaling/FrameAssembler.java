package dev.peerscribe.signaling;

/** Puts the parts of a text message together up to a bound; what goes beyond is passed over. Owned by the reading thread. */
final class FrameAssembler {
    private final int maxChars;
    private final StringBuilder parts = new StringBuilder();
    private boolean overflowing;

    FrameAssembler(int maxChars) {
        this.maxChars = maxChars;
    }

    /** What a part led to. */
    sealed interface Result {}

    /** The message goes on. */
    record More() implements Result {}

    /** It ended within the bound. */
    record Complete(String text) implements Result {}

    /** It ended, beyond the bound. */
    record TooLarge() implements Result {}

    Result add(String part, boolean last) {
        overflowing |= parts.length() + part.length() > maxChars;
        if (overflowing) {
            parts.setLength(0);
            parts.trimToSize();
        } else {
            parts.append(part);
        }
        if (!last) {
            return new More();
        }
        Result result = overflowing ? new TooLarge() : new Complete(parts.toString());
        parts.setLength(0);
        overflowing = false;
        return result;
    }
}
