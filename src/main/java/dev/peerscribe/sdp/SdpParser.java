package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads session descriptions (RFC 8866). What is not needed is ignored; what is needed must be of its grammar. */
final class SdpParser {
    /** Characters of a description. */
    static final int MAX_SIZE = 256 * 1024;

    static final int MAX_SECTIONS = 64;

    private static final int MAX_LINE = 4_096;
    static final int MAX_LINES = 8_192;
    private static final int MAX_BUNDLES = 16;
    private static final String LINE = "line";

    private final SectionDraft session = SectionDraft.ofSession();
    private final List<SectionDraft> sections = new ArrayList<>();
    private final List<List<String>> bundles = new ArrayList<>();
    private @Nullable Origin origin;
    private boolean iceLite;

    private SdpParser() {}

    static SdpDescription parse(String text) throws SdpException {
        if (text.length() > MAX_SIZE) {
            throw new SdpException("description", SdpRule.LIMIT, "longer than " + MAX_SIZE + " characters");
        }
        SdpParser parser = new SdpParser();
        int lines = 0;
        int from = 0;
        while (from < text.length()) {
            int next = text.indexOf('\n', from) + 1;
            int end = next == 0 ? text.length() : next - 1;
            if (end > from && text.charAt(end - 1) == '\r') {
                end--;
            }
            SdpText.bounded(LINE, lines, MAX_LINES);
            SdpText.bounded(LINE, end - from, MAX_LINE);
            if (end > from) {
                parser.line(checked(text.substring(from, end)), lines++ == 0);
            }
            from = next == 0 ? text.length() : next;
        }
        return parser.build();
    }

    private static String checked(String line) throws SdpException {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 0x7f) {
                throw new SdpException(LINE, SdpRule.GRAMMAR, "a control character");
            }
        }
        return line;
    }

    private void line(String line, boolean first) throws SdpException {
        if (line.length() < 2 || line.charAt(1) != '=' || line.charAt(0) < 'a' || line.charAt(0) > 'z') {
            throw new SdpException(LINE, SdpRule.GRAMMAR, "not <type>=<value>");
        }
        if (first != (line.charAt(0) == 'v')) {
            throw new SdpException("v=", first ? SdpRule.MISSING : SdpRule.DUPLICATE, "not the first line");
        }
        String value = line.substring(2);
        switch (line.charAt(0)) {
            case 'v' -> version(value);
            case 'o' -> origin(value);
            case 'm' -> {
                SdpText.bounded("m=", sections.size(), MAX_SECTIONS);
                sections.add(SectionDraft.of(MediaLine.parse(value)));
            }
            case 'a' -> attribute(value);
            default -> {}
        }
    }

    private static void version(String value) throws SdpException {
        if (!value.strip().equals("0")) {
            throw new SdpException("v=", SdpRule.GRAMMAR, "not 0");
        }
    }

    private void origin(String value) throws SdpException {
        List<String> words = SdpText.words(value);
        if (words.size() != 6 || !isIdentifier(words.get(1)) || !isIdentifier(words.get(2))) {
            throw new SdpException("o=", SdpRule.GRAMMAR, "not a name, an id, a version and an address");
        }
        if (origin != null) {
            throw new SdpException("o=", SdpRule.DUPLICATE, "twice");
        }
        origin = new Origin(words.get(1), words.get(2));
    }

    private static boolean isIdentifier(String word) {
        return word.length() <= SdpText.MAX_NAME && SdpText.isDigits(word);
    }

    private void attribute(String text) throws SdpException {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).strip();
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (!sections.isEmpty()) {
            sections.getLast().attribute(name, value);
        } else if (name.equals("group")) {
            group(value);
        } else if (name.equals("ice-lite")) {
            iceLite = true;
        } else {
            session.attribute(name, value);
        }
    }

    private void group(String value) throws SdpException {
        List<String> words = SdpText.words(value);
        if (words.isEmpty() || !words.getFirst().equals("BUNDLE")) {
            return;
        }
        SdpText.bounded("a=group", bundles.size(), MAX_BUNDLES);
        SdpText.bounded("a=group", words.size() - 2, MAX_SECTIONS);
        List<String> mids = new ArrayList<>();
        for (String mid : words.subList(1, words.size())) {
            mids.add(SdpText.token("a=group", mid));
        }
        bundles.add(mids);
    }

    private SdpDescription build() throws SdpException {
        if (origin == null) {
            throw new SdpException("o=", SdpRule.MISSING, "says whose description it is");
        }
        Set<String> mids = new HashSet<>();
        List<MediaSection> built = new ArrayList<>();
        for (SectionDraft draft : sections) {
            if (draft.mid() != null && !mids.add(draft.mid())) {
                throw new SdpException("a=mid", SdpRule.DUPLICATE, "an id of two sections");
            }
            built.add(draft.build(session));
        }
        return new SdpDescription(origin, iceLite, bundles, built);
    }
}
