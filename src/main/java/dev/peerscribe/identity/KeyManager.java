package dev.peerscribe.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Holds the agent's key pair: loaded from the configured file, or made once and kept there, or made for this run; taken
 * anew when the file holds another key. Safe for use by many threads.
 */
@Component
public class KeyManager implements IdentitySource {
    private static final Logger log = LoggerFactory.getLogger(KeyManager.class);
    private static final int MAX_PREVIOUS = 16;

    private final @Nullable KeyFile file;
    private final IdentityProperties properties;
    private final InstantSource clock;
    private final ApplicationEventPublisher events;
    private final Counter rotations;
    private final Counter failures;
    /** Written by {@link #look}, which is guarded by this. */
    private volatile SigningIdentity identity;
    /** The latest first; replaced as a whole by {@link #look}. */
    private volatile List<Previous> previous = List.of();
    /** What the file held, or what was wrong with it, when it was last looked at; guarded by this. */
    private String lastSeen = "";

    /** A key that was ours, and until when that matters. */
    private record Previous(PeerKey key, Instant until) {}

    /**
     * Loads or makes the pair.
     *
     * @throws KeyFileException where the configured file holds no usable key, or is not there and cannot be made
     */
    @Autowired
    public KeyManager(
            IdentityProperties properties,
            MeterRegistry registry,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        this(properties, registry, events, clock.getIfAvailable(Clock::systemUTC));
    }

    KeyManager(
            IdentityProperties properties,
            MeterRegistry registry,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.properties = properties;
        this.events = events;
        this.clock = clock;
        rotations = Counter.builder("peerscribe.identity.key.rotations")
                .description("Times that another key was taken from the key file while running")
                .register(registry);
        failures = Counter.builder("peerscribe.identity.key.reload.failures")
                .description("Contents of the key file that could not be used while running; the key before stays")
                .register(registry);
        SecureRandom random = new SecureRandom();
        if (properties.keyPath() == null) {
            file = null;
            identity = SigningIdentity.generate(random);
            log.info(
                    "The agent's key is made for this run: {}",
                    identity.publicKey().fingerprint());
        } else {
            file = new KeyFile(properties.keyPath(), properties);
            file.createIfMissing(random);
            // Read back even what was just written: two agents that start on one path agree on the key that stayed.
            KeyFile.Content content = file.read();
            try {
                identity = file.understand(content);
                lastSeen = content.digest();
            } finally {
                content.wipe();
            }
            log.info("The agent's key is {}", identity.publicKey().fingerprint());
        }
    }

    /** The agent's key pair at this moment. */
    public SigningIdentity identity() {
        return identity;
    }

    @Override
    public SigningIdentity current() {
        return identity;
    }

    @Override
    public boolean isOwn(String fingerprint) {
        if (fingerprint.equals(identity.publicKey().fingerprint())) {
            return true;
        }
        Instant now = clock.instant();
        return previous.stream()
                .anyMatch(each -> each.key().fingerprint().equals(fingerprint) && now.isBefore(each.until()));
    }

    /** Looks whether the key file holds another key, and takes it; a file that cannot be used is told once. */
    synchronized void look() {
        if (file == null) {
            return;
        }
        KeyFile.Content content = null;
        try {
            content = file.read();
            if (content.digest().equals(lastSeen)) {
                return;
            }
            // Noted before it is understood, so that a broken content is told once and the next one tried.
            lastSeen = content.digest();
            take(file.understand(content));
        } catch (KeyFileException e) {
            String problem = content == null ? String.valueOf(e.getMessage()) : content.digest();
            if (content != null || !problem.equals(lastSeen)) {
                lastSeen = problem;
                failures.increment();
                log.warn("The key stays as it was: {}. {}", e.getMessage(), e.cure());
            }
        } finally {
            if (content != null) {
                content.wipe();
            }
        }
    }

    private void take(SigningIdentity next) {
        PeerKey before = identity.publicKey();
        if (next.publicKey().equals(before)) {
            return; // the same key in another form
        }
        Deque<Previous> known = new ArrayDeque<>(previous);
        known.addFirst(new Previous(before, clock.instant().plus(properties.previousKeyRetention())));
        while (known.size() > MAX_PREVIOUS) {
            known.removeLast();
        }
        previous = List.copyOf(known);
        identity = next;
        rotations.increment();
        log.info(
                "The agent's key is another one now: {} in place of {}",
                next.publicKey().fingerprint(),
                before.fingerprint());
        try {
            events.publishEvent(
                    new KeyRotated(before.fingerprint(), next.publicKey().fingerprint()));
        } catch (RuntimeException e) {
            log.warn("A listener failed on the new key", e);
        }
    }
}
