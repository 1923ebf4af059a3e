package dev.peerscribe.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ids of a description's media sections ({@code a=mid}, RFC 5888). An answer repeats those of its offer (RFC 8829
 * §5.3.1), so that offers whose ids are like no other's have answers that tell what they answer, and a peer connection
 * that took another offer refuses them instead of being bent to them.
 */
final class SectionIds {
    private static final String MID = "a=mid:";
    private static final String BUNDLE = "a=group:BUNDLE ";
    /** Longer ids would not fit into the header extension that carries them (RFC 8843 §15, one byte headers: 16). */
    private static final int TAG_LENGTH = 8;

    private SectionIds() {}

    /** The ids in their order. */
    static List<String> of(String sdp) {
        List<String> ids = new ArrayList<>();
        for (String line : sdp.split("\r?\n", -1)) {
            if (line.startsWith(MID)) {
                ids.add(line.substring(MID.length()));
            }
        }
        return List.copyOf(ids);
    }

    /**
     * The offer with ids of its own for sound and picture, made from its session id, which is random and never used again
     * (RFC 8829 §5.2.1). That of the data channels stays: libwebrtc, having taken an offer of its own back, opens no channel
     * in a section of another id.
     */
    static String madeUnique(String sdp) {
        String tag = tag(sdp);
        Set<String> kept = new HashSet<>();
        boolean data = false;
        for (String line : sdp.split("\r\n", -1)) {
            if (line.startsWith("m=")) {
                data = line.startsWith("m=application ");
            } else if (data && line.startsWith(MID)) {
                kept.add(line.substring(MID.length()));
            }
        }
        return Arrays.stream(sdp.split("\r\n", -1))
                .map(line -> {
                    if (line.startsWith(MID)) {
                        return MID + tagged(line.substring(MID.length()), tag, kept);
                    }
                    if (line.startsWith(BUNDLE)) {
                        return BUNDLE
                                + Arrays.stream(line.substring(BUNDLE.length()).split(" ", -1))
                                        .map(id -> tagged(id, tag, kept))
                                        .collect(Collectors.joining(" "));
                    }
                    return line;
                })
                .collect(Collectors.joining("\r\n"));
    }

    private static String tagged(String id, String tag, Set<String> kept) {
        return kept.contains(id) ? id : tag + id;
    }

    private static String tag(String sdp) {
        int origin = sdp.indexOf("\no=");
        String[] field = origin < 0 ? new String[0] : sdp.substring(origin + 1).split(" ", 3);
        if (field.length < 3) {
            throw new IllegalArgumentException("an offer of the engine has no session id");
        }
        String digits = Long.toString(Long.parseUnsignedLong(field[1]) & Long.MAX_VALUE, Character.MAX_RADIX);
        return digits.substring(Math.max(0, digits.length() - TAG_LENGTH));
    }
}
