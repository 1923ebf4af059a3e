package dev.peerscribe.signaling;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An id of the extension {@code acknowledgment} in the form that carries an order; for others it is an opaque text.
 *
 * @param stream the sender's random name for one connection of its
 * @param sequence from 1 up, one more for each message
 */
record MessageId(String stream, long sequence) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{16,64})\\.([1-9][0-9]{0,14})");

    /** The id that a text is; null where it has another form. */
    static @Nullable MessageId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? new MessageId(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
    }

    @Override
    public String toString() {
        return stream + "." + sequence;
    }
}
