package dev.peerscribe.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the pins on the disk. A thread of its own writes, since who pins must not wait for a disk; it is replaced as a
 * whole, so that a crash costs at most the latest pins and never the file.
 */
final class PinFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PinFile.class);
    private static final int VERSION = 1;
    /** More than the greatest number of pins takes. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private final Pins pins;
    private final Counter failures;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("identity-pins").factory());
    /** Whether a write waits already; any thread. */
    private final AtomicBoolean waits = new AtomicBoolean();
    /** The version of the pins that is on the disk; owned by the writer, but for its first value. */
    private volatile long written;
    /** Owned by the writer. */
    private boolean failed;

    /** The file's content. */
    private record Kept(int version, List<Pins.Pin> pins) {
        Kept {
            pins = List.copyOf(pins);
        }
    }

    /**
     * Reads the file, where there is one.
     *
     * @throws TrustFileException where it cannot be read or holds another thing: to begin anew would trust everybody anew
     */
    PinFile(TrustProperties properties, MeterRegistry registry) {
        path = properties.pinsPath();
        failures = Counter.builder("peerscribe.identity.pins.write.failures")
                .description("Attempts to write the pins to the disk that failed; they are tried again")
                .register(registry);
        pins = new Pins(properties.maxPins(), Files.exists(path) ? read(path) : List.of());
    }

    Pins pins() {
        return pins;
    }

    /** Has what is not on the disk yet written soon. */
    void keep() {
        if (pins.version() != written && waits.compareAndSet(false, true)) {
            writer.execute(this::write);
        }
    }

    /** Writes what is left, within a bound. */
    @Override
    public void close() {
        keep();
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{}={} is slow: the latest pins may be lost", TrustProperties.PINS_PATH, path);
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        waits.set(false);
        Pins.Copy copy = pins.copy();
        try {
            SmallFile.replace(path, JSON.writeValueAsBytes(new Kept(VERSION, copy.pins())));
            written = copy.version();
            failed = false;
        } catch (IOException | JacksonException e) {
            failures.increment();
            if (!failed) {
                failed = true;
                log.warn(
                        "{}={} cannot be written and is tried again: {}",
                        TrustProperties.PINS_PATH,
                        path,
                        e instanceof IOException io
                                ? SmallFile.reason(io)
                                : e.getClass().getSimpleName());
            }
        }
    }

    private static List<Pins.Pin> read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw damaged(path, "is longer than " + MAX_BYTES + " bytes", null);
            }
            @Nullable Kept kept = JSON.readValue(Files.readAllBytes(path), Kept.class);
            if (kept == null) {
                throw damaged(path, "is damaged", null);
            }
            if (kept.version() != VERSION) {
                throw damaged(path, "is of version " + kept.version() + ", not " + VERSION, null);
            }
            return kept.pins();
        } catch (IOException e) {
            throw damaged(path, "cannot be read: " + SmallFile.reason(e), e);
        } catch (JacksonException e) {
            throw damaged(path, "is damaged", e);
        }
    }

    private static TrustFileException damaged(Path path, String rule, @Nullable Exception cause) {
        return new TrustFileException(
                TrustProperties.PINS_PATH,
                path,
                rule,
                "Restore the file, or delete it to pin every name anew at its next coming.",
                cause);
    }
}
