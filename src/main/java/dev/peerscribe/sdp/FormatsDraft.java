package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is read about the payload formats of a section while the lines come; owned by the parser. */
final class FormatsDraft {
    private static final int MAX_PARAMETERS = 64;

    /** The payload types of the first line in their order; lines about others count for nothing. */
    private final Set<Integer> payloadTypes = new LinkedHashSet<>();

    private final Map<Integer, RtpFormat> maps = new HashMap<>();
    private final Map<Integer, Map<String, String>> parameters = new HashMap<>();
    private final Map<Integer, Set<Feedback>> feedback = new HashMap<>();
    private final Set<Feedback> feedbackForAll = EnumSet.noneOf(Feedback.class);

    FormatsDraft(MediaLine line) {
        if (line.isRtp()) {
            line.formats().forEach(it -> payloadTypes.add(Integer.parseInt(it)));
        }
    }

    /** {@code <payload type> <encoding name>/<clock rate>[/<channels>]} (RFC 8866 §6.6). */
    void rtpmap(String value) throws SdpException {
        String field = "a=rtpmap";
        List<String> words = SdpText.words(value);
        List<String> parts = words.size() == 2 ? SdpText.split(words.get(1), '/') : List.of();
        if (parts.size() < 2 || parts.size() > 3) {
            throw new SdpException(field, SdpRule.GRAMMAR, "not a payload type, a name and a clock rate");
        }
        RtpFormat format = new RtpFormat(
                SdpText.integer(field, words.getFirst(), 0, 127),
                SdpText.token(field, parts.getFirst()),
                SdpText.integer(field, parts.get(1), 1, Integer.MAX_VALUE),
                parts.size() < 3 ? 1 : SdpText.integer(field, parts.get(2), 1, 255),
                Map.of(),
                Set.of());
        if (!payloadTypes.contains(format.payloadType())) {
            return;
        }
        RtpFormat before = maps.putIfAbsent(format.payloadType(), format);
        if (before != null && !before.equals(format)) {
            throw new SdpException(field, SdpRule.CONFLICT, "one payload type with two meanings");
        }
    }

    /** {@code <payload type> <name>=<value>;…} (RFC 8866 §6.15). */
    void fmtp(String value) throws SdpException {
        String field = "a=fmtp";
        String text = value.strip();
        int space = text.indexOf(' ');
        int payloadType = SdpText.integer(field, space < 0 ? text : text.substring(0, space), 0, 127);
        if (space < 0 || !payloadTypes.contains(payloadType) || parameters.containsKey(payloadType)) {
            return;
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (String part : SdpText.split(text.substring(space + 1), ';')) {
            if (!SdpText.matches(part, part.length(), c -> c >= ' ' && c <= '~')) {
                throw new SdpException(field, SdpRule.GRAMMAR, "a character that is not allowed");
            }
            SdpText.bounded(field, all.size(), MAX_PARAMETERS);
            int equals = part.indexOf('=');
            String name =
                    (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty()) {
                all.put(name, equals < 0 ? "" : part.substring(equals + 1).strip());
            }
        }
        parameters.put(payloadType, all);
    }

    /** {@code <payload type or *> <kind>[ <parameter>]} (RFC 4585 §4.2). */
    void rtcpFeedback(String value) throws SdpException {
        String field = "a=rtcp-fb";
        List<String> words = SdpText.words(value);
        if (words.size() < 2) {
            throw new SdpException(field, SdpRule.GRAMMAR, "not a payload type and a kind");
        }
        boolean forAll = words.getFirst().equals("*");
        int payloadType = forAll ? 0 : SdpText.integer(field, words.getFirst(), 0, 127);
        Feedback kind =
                Feedback.of(String.join(" ", words.subList(1, words.size()))).orElse(null);
        if (kind == null) {
            return;
        }
        if (forAll) {
            feedbackForAll.add(kind);
        } else if (payloadTypes.contains(payloadType)) {
            feedback.computeIfAbsent(payloadType, _ -> EnumSet.noneOf(Feedback.class))
                    .add(kind);
        }
    }

    /** The formats that have a name, in the order of the first line. */
    List<RtpFormat> build() {
        List<RtpFormat> formats = new ArrayList<>();
        for (Integer payloadType : payloadTypes) {
            RtpFormat map = maps.get(payloadType);
            if (map != null) {
                Set<Feedback> kinds = EnumSet.copyOf(feedbackForAll);
                kinds.addAll(feedback.getOrDefault(payloadType, Set.of()));
                formats.add(map.with(parameters.getOrDefault(payloadType, Map.of()), kinds));
            }
        }
        return formats;
    }
}
