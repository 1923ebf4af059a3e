package dev.peerscribe.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of the streams to which a description's tracks belong ({@code a=msid}, RFC 8830; before it {@code a=ssrc:… msid:}).
 * libwebrtc holds tracks of one stream back for each other, and a sound that was replaced by nothing, whose clock stands still
 * meanwhile, leads it astray for minutes: pictures, or sound, come up to a second late. A track that is alone in its stream
 * is held for its own jitter only, of which {@link SoundLateness} knows.
 *
 * <p>A description's lines end with CRLF, the last one too.
 */
final class StreamIds {
    private static final String LINE = "\r\n";
    private static final Pattern SECTIONS = Pattern.compile("(?<=\r\n)(?=m=)");
    private static final Pattern STREAM = Pattern.compile("(?<=\r\n)(a=(?:ssrc:\\d+ )?msid:)[^ \r\n]+");
    private static final Pattern SOURCE = Pattern.compile("(?<=\r\n)a=ssrc:");

    private StreamIds() {}

    /** The description with a stream of its own for the tracks of each media section. */
    static String madeApart(String sdp) {
        String[] sections = SECTIONS.split(sdp, -1);
        StringBuilder apart = new StringBuilder(sections[0]);
        for (int i = 1; i < sections.length; i++) {
            apart.append(renamed(sections[i], String.valueOf(i)));
        }
        return apart.toString();
    }

    /** What names its sources but no stream would come into one with all others of the kind. */
    private static String renamed(String section, String stream) {
        Matcher named = STREAM.matcher(section);
        if (named.find()) {
            return named.replaceAll("$1" + stream);
        }
        return SOURCE.matcher(section).find() ? section + "a=msid:" + stream + " " + stream + LINE : section;
    }
}
