package dev.peerscribe.storage;

import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The stores that are configured, and which of them a recording goes to. */
final class ConfiguredStores implements Stores, AutoCloseable {
    private final Map<String, Store> stores = new TreeMap<>();

    /**
     * Opens every one.
     *
     * @param open makes a store by its name and settings
     */
    ConfiguredStores(StorageProperties properties, BiFunction<String, StorageProperties.S3, ObjectStore> open) {
        properties
                .byName()
                .forEach((name, settings) -> stores.put(name, new Store(name, settings, open.apply(name, settings))));
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(stores.keySet());
    }

    Optional<Store> find(String name) {
        return Optional.ofNullable(stores.get(name));
    }

    /** The name of the one that a recording goes to, whether there is one of that name or not; empty where it stays here. */
    Optional<String> of(RecordingSnapshot recording) {
        RecordingDestination destination = recording.destination();
        String asked = destination == null ? null : destination.store();
        if (asked == null) {
            return find(DEFAULT).map(Store::name);
        }
        return asked.equals(RecordingDestination.NONE) ? Optional.empty() : Optional.of(asked);
    }

    @Override
    public void close() {
        stores.values().forEach(store -> store.objects().close());
    }
}
