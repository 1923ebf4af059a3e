package dev.peerscribe.manifest;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Chat as WebVTT: each message a cue with its sender's voice, shown for as long as it takes to be read. */
final class Captions {
    private static final long LEAST_MILLIS = 3_000;
    private static final long MOST_MILLIS = 12_000;
    private static final long MILLIS_A_CHARACTER = 60;

    private final StringBuilder text = new StringBuilder("WEBVTT\n");

    void add(Duration offset, String sender, String said) {
        long begin = offset.toMillis();
        long end = begin + Math.clamp(said.length() * MILLIS_A_CHARACTER, LEAST_MILLIS, MOST_MILLIS);
        text.append('\n').append(time(begin)).append(" --> ").append(time(end)).append('\n');
        String voice = escaped(sender).replace('\n', ' ').strip();
        if (!voice.isEmpty()) {
            text.append("<v ").append(voice).append('>');
        }
        text.append(escaped(said)).append('\n');
    }

    String text() {
        return text.toString();
    }

    /** An empty line would end the cue, and {@code <} and {@code &} begin something else. */
    private static String escaped(String raw) {
        String lines =
                raw.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
        StringBuilder escaped = new StringBuilder();
        lines.codePoints().filter(c -> c == '\n' || !Character.isISOControl(c)).forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static String time(long millis) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                millis % 1000);
    }
}
