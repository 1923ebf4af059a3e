package dev.peerscribe.signaling;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as the wire has it: read strictly and within bounds, written as {@code JSON.stringify} writes it.
 *
 * <p>It has a mapper of its own: the application's may be configured for people, while here a peer's signature hangs on
 * every character.
 */
final class WireJson {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAME = 256;
    private static final int MAX_DIGITS = 32;

    private final JsonMapper mapper;

    WireJson(int maxLength) {
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_DIGITS)
                .maxStringLength(maxLength)
                .maxDocumentLength(maxLength)
                .build();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(bounds)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .build();
        mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** The only object of a text; {@code what} names the text in the rule. */
    WireObject object(String text, String what) throws RejectedFrameException {
        JsonNode node;
        try {
            node = mapper.readTree(text);
        } catch (JacksonException e) {
            throw RejectedFrameException.malformed(what + " is no JSON within the bounds");
        }
        return WireObject.of(node, what);
    }

    /** An object's members as plain collections, for libraries that want those. */
    Map<String, Object> map(WireObject object) {
        return mapper.convertValue(object.node(), new TypeReference<Map<String, Object>>() {});
    }

    ObjectNode newObject() {
        return mapper.createObjectNode();
    }

    /** Compact, in document order, with the escapes of {@code JSON.stringify}. */
    String write(JsonNode node) {
        return mapper.writeValueAsString(node);
    }

    /** The exact text of an object that is a member of the text's outermost object; null where there is none. */
    @Nullable
    String slice(String text, String member) {
        try (JsonParser parser = mapper.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = member.equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (found && value != JsonToken.START_OBJECT) {
                    return null;
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                if (found) {
                    return text.substring(
                            start, (int) parser.currentTokenLocation().getCharOffset() + 1);
                }
            }
            return null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The text in UTF-8; null where it has half a surrogate pair, for which there is no UTF-8. */
    static byte @Nullable [] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return result;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
