package dev.peerscribe.storage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The meters of this package. */
@Component
final class StorageMetrics {
    private final MeterRegistry registry;
    private final Counter bytes;
    private final Counter files;
    private final Counter recordings;
    private final Counter partsFound;
    private final Counter journalsRejected;
    private final Counter journalsUnwritten;

    /** Why something went from this disk. */
    enum Removal {
        /** It is at the store, and was here long enough. */
        UPLOADED,
        /** It is too old. */
        AGE,
        /** The disk is too full. */
        SPACE
    }

    StorageMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes = Counter.builder("peerscribe.storage.sent")
                .baseUnit(BaseUnits.BYTES)
                .description("Bytes of recordings that the store took")
                .register(registry);
        files = Counter.builder("peerscribe.storage.files")
                .baseUnit(BaseUnits.FILES)
                .description("Files that are at the store and verified")
                .register(registry);
        recordings = Counter.builder("peerscribe.storage.uploaded")
                .baseUnit("recordings")
                .description("Recordings that are at the store, whole and verified")
                .register(registry);
        partsFound = Counter.builder("peerscribe.storage.parts.found")
                .baseUnit("parts")
                .description("Parts of uploads that an earlier attempt left at the store and that were not sent again")
                .register(registry);
        journalsRejected = Counter.builder("peerscribe.storage.journals.rejected")
                .baseUnit("journals")
                .description("States of uploads that could not be read at start")
                .register(registry);
        journalsUnwritten = Counter.builder("peerscribe.storage.journals.unwritten")
                .baseUnit("journals")
                .description("Times that the state of an upload could not be written to the disk")
                .register(registry);
        for (Removal why : Removal.values()) {
            removals(why);
        }
    }

    /** Failures of these stores are at 0 from the start, so that a first one is a rise. */
    void watch(Set<String> stores) {
        for (String store : stores) {
            for (StorageCause cause : StorageCause.values()) {
                failures(cause, store);
            }
        }
    }

    void gauges(Supplier<Number> waiting, Supplier<Number> running, Supplier<Number> oldestSeconds) {
        Gauge.builder("peerscribe.storage.waiting", waiting)
                .baseUnit("recordings")
                .description("Finished recordings that are not at the store yet")
                .register(registry);
        Gauge.builder("peerscribe.storage.running", running)
                .baseUnit("recordings")
                .description("Recordings that are being uploaded")
                .register(registry);
        Gauge.builder("peerscribe.storage.oldest.age", oldestSeconds)
                .baseUnit("seconds")
                .description("How long the oldest recording has been waiting for the store")
                .register(registry);
    }

    void sent(long count) {
        bytes.increment((double) count);
    }

    void fileUploaded() {
        files.increment();
    }

    void recordingUploaded() {
        recordings.increment();
    }

    void partFound() {
        partsFound.increment();
    }

    void journalRejected() {
        journalsRejected.increment();
    }

    void journalUnwritten() {
        journalsUnwritten.increment();
    }

    void failed(StorageCause cause, String store) {
        // What is not configured has names that only the disk bounds.
        failures(cause, cause == StorageCause.NO_STORE ? "none" : store).increment();
    }

    void removed(Removal why) {
        removals(why).increment();
    }

    private Counter removals(Removal why) {
        return Counter.builder("peerscribe.storage.local.removed")
                .tag("why", why.name().toLowerCase(Locale.ROOT))
                .baseUnit("recordings")
                .description("Recordings whose files went from this disk")
                .register(registry);
    }

    private Counter failures(StorageCause cause, String store) {
        return Counter.builder("peerscribe.storage.failures")
                .tag("cause", cause.tag())
                .tag("fault", cause.fault().name().toLowerCase(Locale.ROOT))
                .tag("store", store)
                .baseUnit("attempts")
                .description("Attempts to upload a recording that failed")
                .register(registry);
    }
}
