package dev.peerscribe.media;

import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether media can be received at all; how much arrives is a detail, since a silent meeting is no fault of ours. */
final class MediaHealthIndicator extends AbstractHealthIndicator {
    private final Engines engines;
    private final MediaSessionRegistry sessions;

    MediaHealthIndicator(Engines engines, MediaSessionRegistry sessions) {
        super("the media engine cannot be asked");
        this.engines = engines;
        this.sessions = sessions;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (engines.areReady()) {
            builder.up();
        } else {
            builder.down();
        }
        builder.withDetail("links", engines.links());
        sessions.sessions().stream()
                .mapToLong(MediaSession::idleNanos)
                .filter(idle -> idle >= 0)
                .min()
                .ifPresent(idle -> builder.withDetail("lastFrameMillis", TimeUnit.NANOSECONDS.toMillis(idle)));
    }
}
