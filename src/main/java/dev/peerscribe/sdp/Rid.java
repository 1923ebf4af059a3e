package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream of a section and how it is restricted (RFC 8851 §4).
 *
 * @param id as the header extension carries it
 * @param direction {@code SENDONLY} or {@code RECVONLY}
 * @param payloadTypes that it is restricted to; empty for any
 * @param restrictions the others by their names
 */
record Rid(String id, Direction direction, List<Integer> payloadTypes, Map<String, String> restrictions) {
    private static final String FIELD = "a=rid";
    private static final int MAX_RESTRICTIONS = 16;

    Rid {
        payloadTypes = List.copyOf(payloadTypes);
        restrictions = Collections.unmodifiableMap(new LinkedHashMap<>(restrictions));
    }

    static Rid parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.size() < 2) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "not an id and a direction");
        }
        List<Integer> payloadTypes = new ArrayList<>();
        Map<String, String> restrictions = new LinkedHashMap<>();
        for (String part : SdpText.split(String.join(" ", words.subList(2, words.size())), ';')) {
            SdpText.bounded(FIELD, restrictions.size(), MAX_RESTRICTIONS);
            int equals = part.indexOf('=');
            String name = SdpText.token(
                    FIELD, equals < 0 ? part : part.substring(0, equals).strip());
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (name.equals("pt")) {
                for (String payloadType : SdpText.split(value, ',')) {
                    SdpText.bounded(FIELD, payloadTypes.size(), 128);
                    payloadTypes.add(SdpText.integer(FIELD, payloadType, 0, 127));
                }
            } else {
                restrictions.put(name, value.isEmpty() ? value : SdpText.visible(FIELD, value, SdpText.MAX_NAME));
            }
        }
        return new Rid(id(FIELD, words.getFirst()), direction(words.get(1)), payloadTypes, restrictions);
    }

    /** An id as the header extension carries it; RFC 8851 §10 adds - and _ to the letters and digits of RFC 8852. */
    static String id(String field, String text) throws SdpException {
        return SdpText.checked(field, text, SdpText.MAX_NAME, c -> SdpText.isAlphanumeric(c) || c == '-' || c == '_');
    }

    String text() {
        StringBuilder text = new StringBuilder(id).append(direction == Direction.SENDONLY ? " send" : " recv");
        char separator = ' ';
        if (!payloadTypes.isEmpty()) {
            text.append(separator).append("pt=");
            for (int i = 0; i < payloadTypes.size(); i++) {
                text.append(i == 0 ? "" : ",").append(payloadTypes.get(i));
            }
            separator = ';';
        }
        for (Map.Entry<String, String> entry : restrictions.entrySet()) {
            text.append(separator).append(entry.getKey());
            if (!entry.getValue().isEmpty()) {
                text.append('=').append(entry.getValue());
            }
            separator = ';';
        }
        return text.toString();
    }

    private static Direction direction(String word) throws SdpException {
        return switch (word) {
            case "send" -> Direction.SENDONLY;
            case "recv" -> Direction.RECVONLY;
            default -> throw new SdpException(FIELD, SdpRule.GRAMMAR, "neither send nor recv");
        };
    }
}
