package dev.peerscribe.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API keys that open something now. Safe for many threads. */
final class ApiKeys {
    private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
    /** For keys of an unknown id, so that they cost the same. */
    private static final ApiKey NOBODY = new ApiKey("", "0".repeat(64), Set.of(), null);

    private final Path file;
    private final Clock clock;
    private final Counter failures;
    /** Replaced as a whole by {@link #look}. */
    private volatile Map<String, ApiKey> keys;
    /** The digest of what the file held, or what was wrong with it, when it was last looked at; guarded by this. */
    private String lastSeen;

    /**
     * Reads the file.
     *
     * @throws AccessConfigurationException where it cannot be used
     */
    ApiKeys(Path file, Clock clock, MeterRegistry registry) {
        this.file = file;
        this.clock = clock;
        failures = Counter.builder("peerscribe.access.keys.reload.failures")
                .description("contents of the file of API keys that could not be used while running; the keys stay")
                .baseUnit("contents")
                .register(registry);
        byte[] content = ApiKeyFile.read(file);
        keys = ApiKeyFile.understand(file, content);
        lastSeen = ApiKey.digest(content);
        if (keys.isEmpty()) {
            log.warn("{} lists no key: nobody can call", AccessProperties.KEYS_FILE);
        }
    }

    /** The caller that holds the key, or null where it opens nothing. */
    @Nullable
    Caller caller(String text) {
        String id = ApiKey.idOf(text);
        ApiKey key = keys.getOrDefault(id == null ? "" : id, NOBODY);
        if (!key.isOf(text) || !key.holds(clock.instant())) {
            return null;
        }
        return new Caller("key:" + key.id(), key.scopes(), () -> stillHolds(key));
    }

    /** Looks whether the file holds other keys, and takes them; a content that cannot be used is told once. */
    synchronized void look() {
        String seen = "";
        try {
            byte[] content = ApiKeyFile.read(file);
            seen = ApiKey.digest(content);
            if (!seen.equals(lastSeen)) {
                keys = ApiKeyFile.understand(file, content);
                lastSeen = seen;
                log.info("{} lists {} keys now", AccessProperties.KEYS_FILE, keys.size());
            }
        } catch (AccessConfigurationException e) {
            String problem = seen.isEmpty() ? String.valueOf(e.getMessage()) : seen;
            if (!problem.equals(lastSeen)) {
                lastSeen = problem;
                failures.increment();
                log.warn("The API keys stay as they were: {}", e.getMessage());
            }
        }
    }

    /** Not where it is listed with other scopes now: whoever takes one away means it. */
    private boolean stillHolds(ApiKey key) {
        return key.equals(keys.get(key.id())) && key.holds(clock.instant());
    }
}
