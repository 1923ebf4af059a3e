package dev.peerscribe.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Puts the sender's id into an envelope and leaves every other character as it came. */
final class EnvelopeStamp {
    private static final String SENDER = "sender_id";

    private final JsonMapper mapper;

    EnvelopeStamp(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** The stamped frame, or empty where the text is no envelope with a string signal_type and a string payload. */
    Optional<String> stamp(String text, String senderId) {
        boolean hasType = false;
        boolean hasPayload = false;
        boolean hasMembers = false;
        // a member that comes twice is replaced twice, so that no reader's choice can keep a forged one
        List<Slice> senders = new ArrayList<>(1);
        int bodyStart;
        try (JsonParser parser = mapper.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            bodyStart = offset(parser);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                hasMembers = true;
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                switch (name) {
                    case "signal_type" -> hasType = value == JsonToken.VALUE_STRING;
                    case "payload" -> hasPayload = value == JsonToken.VALUE_STRING;
                    case SENDER -> senders.add(new Slice(start, offset(parser)));
                    default -> {
                        // left as it came
                    }
                }
            }
            if (parser.nextToken() != null) {
                return Optional.empty();
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (!hasType || !hasPayload) {
            return Optional.empty();
        }
        String id = mapper.writeValueAsString(senderId);
        StringBuilder stamped = new StringBuilder(text.length() + id.length() + SENDER.length() + 4);
        if (senders.isEmpty()) {
            stamped.append(text, 0, bodyStart)
                    .append('"')
                    .append(SENDER)
                    .append("\":")
                    .append(id);
            stamped.append(hasMembers ? "," : "").append(text, bodyStart, text.length());
            return Optional.of(stamped.toString());
        }
        int from = 0;
        for (Slice slice : senders) {
            stamped.append(text, from, slice.start()).append(id);
            from = slice.end();
        }
        return Optional.of(stamped.append(text, from, text.length()).toString());
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    private record Slice(int start, int end) {}
}
