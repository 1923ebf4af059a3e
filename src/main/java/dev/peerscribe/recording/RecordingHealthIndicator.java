package dev.peerscribe.recording;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Out of service while there is no room for a further recording. */
@Component
class RecordingHealthIndicator implements HealthIndicator {
    private final DiskSpace disk;
    private final RecordingProperties properties;
    private final Recordings recordings;

    RecordingHealthIndicator(RecordingProperties properties, Recordings recordings) {
        this.properties = properties;
        this.recordings = recordings;
        disk = new DiskSpace(properties.directory());
    }

    @Override
    public Health health() {
        long free = disk.free();
        long needed = properties.minFreeDisk().toBytes();
        long active = recordings.list().stream()
                .filter(each -> each.state() == RecordingState.RECORDING || each.state() == RecordingState.PAUSED)
                .count();
        return (free < needed ? Health.outOfService() : Health.up())
                .withDetail("freeDiskBytes", free)
                .withDetail("neededDiskBytes", needed)
                .withDetail("activeRecordings", active)
                .build();
    }
}
