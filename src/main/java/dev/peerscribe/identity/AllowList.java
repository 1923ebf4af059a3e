package dev.peerscribe.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fingerprints that are allowed: configured ones and those of a file, which may change. Safe for many threads. */
final class AllowList {
    static final String RULE = "a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons";

    private static final Logger log = LoggerFactory.getLogger(AllowList.class);
    private static final int MAX_BYTES = 1024 * 1024;

    private final Set<String> configured;
    private final @Nullable Path file;
    private final Counter failures;
    /** Those of the file; replaced as a whole by {@link #look}. */
    private volatile Set<String> listed = Set.of();
    /** What the file held, or what was wrong with it, when it was last looked at; guarded by this. */
    private String lastSeen = "";

    /**
     * Reads the list.
     *
     * @throws TrustFileException where the file cannot be read or holds another thing
     */
    AllowList(TrustProperties properties, MeterRegistry registry) {
        configured = normalised(properties.allowed());
        file = properties.allowedFile();
        failures = Counter.builder("peerscribe.identity.trust.reload.failures")
                .description("Contents of the allow-list file that could not be used while running; the list stays")
                .register(registry);
        if (file != null) {
            byte[] content = read(file);
            listed = understand(file, content);
            lastSeen = SmallFile.digest(content);
        }
    }

    boolean contains(PeerKey key) {
        String fingerprint = key.fingerprint();
        return configured.contains(fingerprint) || listed.contains(fingerprint);
    }

    /** Looks whether the file holds another list, and takes it; one that cannot be used is told once. */
    synchronized void look() {
        if (file == null) {
            return;
        }
        String seen = "";
        try {
            byte[] content = read(file);
            seen = SmallFile.digest(content);
            if (!seen.equals(lastSeen)) {
                listed = understand(file, content);
                lastSeen = seen;
                log.info("{} lists {} keys now", TrustProperties.ALLOWED_FILE, listed.size());
            }
        } catch (TrustFileException e) {
            // A content is told once, and so is a file that cannot be read.
            String problem = seen.isEmpty() ? String.valueOf(e.getMessage()) : seen;
            if (!problem.equals(lastSeen)) {
                lastSeen = problem;
                failures.increment();
                log.warn("The allow-list stays as it was: {}. {}", e.getMessage(), e.cure());
            }
        }
    }

    private static Set<String> normalised(Collection<String> texts) {
        Set<String> all = new HashSet<>();
        for (String text : texts) {
            String fingerprint = PeerKey.normalFingerprint(text);
            if (fingerprint != null) {
                all.add(fingerprint);
            }
        }
        return Set.copyOf(all);
    }

    private static byte[] read(Path file) {
        try {
            return SmallFile.read(file, MAX_BYTES);
        } catch (IOException e) {
            throw new TrustFileException(
                    TrustProperties.ALLOWED_FILE,
                    file,
                    "cannot be read: " + SmallFile.reason(e),
                    "Make the file readable for the user that the agent runs as, or configure another path.",
                    e);
        }
    }

    private static Set<String> understand(Path file, byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            String fingerprint = PeerKey.normalFingerprint(line);
            if (fingerprint == null) {
                throw new TrustFileException(
                        TrustProperties.ALLOWED_FILE,
                        file,
                        "line " + (i + 1) + " is not " + RULE,
                        "Correct the line, or make it a comment with #.",
                        null);
            }
            all.add(fingerprint);
        }
        return Set.copyOf(all);
    }
}
