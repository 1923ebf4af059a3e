package dev.peerscribe.storage;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows how the uploads go. A store that is away is its own trouble: recordings are safe here, so it turns no health down. */
@Component
class StorageHealthIndicator implements HealthIndicator {
    private final StorageProperties properties;
    private final Stores stores;
    private final Uploads uploads;

    StorageHealthIndicator(StorageProperties properties, Stores stores, Uploads uploads) {
        this.properties = properties;
        this.stores = stores;
        this.uploads = uploads;
    }

    @Override
    public Health health() {
        List<UploadSnapshot> waiting = uploads.list().stream()
                .filter(each -> each.state() == UploadState.QUEUED || each.state() == UploadState.RUNNING)
                .toList();
        Health.Builder health = Health.up()
                .withDetail("type", properties.type())
                .withDetail("stores", stores.names().stream().sorted().toList())
                .withDetail("waitingRecordings", waiting.size());
        waiting.stream()
                .filter(each -> each.lastCause() != null)
                .findFirst()
                .ifPresent(each -> health.withDetail("lastCause", String.valueOf(each.lastCause())));
        return health.build();
    }
}
