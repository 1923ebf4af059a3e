package dev.peerscribe.media;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ids of the streams to which a description's tracks belong ({@code a=msid}, RFC 8830; before it {@code a=ssrc:… msid:}).
 * libwebrtc holds tracks of one stream back for each other, and a sound that was replaced by nothing, whose clock stands still
 * meanwhile, leads it astray for minutes: pictures, or sound, come up to a second late. A track that is alone in its stream
 * is held for its own jitter only, of which {@link SoundLateness} knows.
 */
final class StreamIds {
    private static final Pattern STREAM = Pattern.compile("^(a=(?:ssrc:\\d+ )?msid:)[^ ]+");

    private StreamIds() {}

    /** The description with a stream of its own for the tracks of each media section. */
    static String madeApart(String sdp) {
        int[] section = {0};
        return Arrays.stream(sdp.split("\r\n", -1))
                .map(line -> {
                    if (line.startsWith("m=")) {
                        section[0]++;
                    }
                    Matcher stream = STREAM.matcher(line);
                    return stream.lookingAt() ? stream.group(1) + section[0] + line.substring(stream.end()) : line;
                })
                .collect(Collectors.joining("\r\n"));
    }
}
