package dev.peerscribe.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file of the API keys, {@code {"keys": [{"id", "hash", "scopes", "expires"?}]}}; read strictly, as a gate should be. */
final class ApiKeyFile {
    static final String HASH_PREFIX = "sha256:";
    static final int MAX_KEYS = 1_000;

    private static final int MAX_BYTES = 256 * 1024;
    private static final Pattern HASH = Pattern.compile(HASH_PREFIX + "[0-9a-fA-F]{64}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ApiKeyFile() {}

    /**
     * Reads it through symbolic links, as mounted secrets are.
     *
     * @throws AccessConfigurationException where it cannot be read
     */
    static byte[] read(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] content = stream.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw broken(file, "must not be longer than " + MAX_BYTES + " bytes", null);
            }
            return content;
        } catch (IOException e) {
            throw broken(
                    file,
                    "must be a file that the agent can read: "
                            + (e instanceof NoSuchFileException
                                    ? "no such file"
                                    : e.getClass().getSimpleName()),
                    e);
        }
    }

    /**
     * Its keys by their ids.
     *
     * @throws AccessConfigurationException where it breaks a rule
     */
    static Map<String, ApiKey> understand(Path file, byte[] content) {
        Body body;
        try {
            // The word null is read as nothing at all.
            body = Objects.requireNonNullElse(JSON.readValue(content, Body.class), new Body(null));
        } catch (JacksonException e) {
            // Not the library's words: they quote the content.
            String line = e.getLocation() == null
                    ? ""
                    : " (about line " + e.getLocation().getLineNr() + ")";
            throw broken(file, "must be JSON as docs/operations.md describes it" + line, null);
        }
        List<@Nullable Entry> entries = body.keys();
        if (entries == null || entries.size() > MAX_KEYS) {
            throw broken(file, "must be an object with a list \"keys\" of at most " + MAX_KEYS, null);
        }
        Map<String, ApiKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            ApiKey key = key(file, "keys[" + i + "]", entries.get(i));
            if (keys.put(key.id(), key) != null) {
                throw broken(file, "keys[" + i + "].id must not stand there twice", null);
            }
        }
        return Map.copyOf(keys);
    }

    private static ApiKey key(Path file, String where, @Nullable Entry entry) {
        if (entry == null
                || entry.id() == null
                || !ApiKey.ID.matcher(entry.id()).matches()) {
            throw broken(file, where + ".id must be 1 to 64 letters, digits, dots and hyphens", null);
        }
        return new ApiKey(
                entry.id(),
                hash(file, where, entry.hash()),
                scopes(file, where, entry.scopes()),
                instant(file, where, entry.expires()));
    }

    private static String hash(Path file, String where, @Nullable String text) {
        if (text == null || !HASH.matcher(text).matches()) {
            throw broken(file, where + ".hash must be sha256: and 64 hexadecimal digits", null);
        }
        return text.substring(HASH_PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    private static Set<Scope> scopes(Path file, String where, @Nullable List<@Nullable String> texts) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (texts != null) {
            for (String text : texts) {
                scopes.add(Scope.of(text == null ? "" : text)
                        .orElseThrow(() -> broken(file, where + ".scopes must be known ones", null)));
            }
        }
        if (scopes.isEmpty()) {
            throw broken(file, where + ".scopes must name at least one", null);
        }
        return scopes;
    }

    private static @Nullable Instant instant(Path file, String where, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw broken(file, where + ".expires must be a time such as 2027-01-01T00:00:00Z", null);
        }
    }

    private static AccessConfigurationException broken(Path file, String rule, @Nullable Exception cause) {
        return new AccessConfigurationException(
                AccessProperties.KEYS_FILE,
                file,
                rule,
                "Correct the file; java -jar peerscribe.jar new-key prints an entry as it should be.",
                cause);
    }

    /** Its text form would hold hashes. */
    record Body(@Nullable List<@Nullable Entry> keys) {
        @Override
        public String toString() {
            return "Body";
        }
    }

    record Entry(
            @Nullable String id,
            @Nullable String hash,
            @Nullable List<@Nullable String> scopes,
            @Nullable String expires) {
        @Override
        public String toString() {
            return "Entry[" + id + "]";
        }
    }
}
