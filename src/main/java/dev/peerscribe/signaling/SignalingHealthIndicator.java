package dev.peerscribe.signaling;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Shows what each connection does; a network that is away is not the agent's illness, so it is always up. */
@Component
class SignalingHealthIndicator implements HealthIndicator {
    private final ConnectionPool pool;

    SignalingHealthIndicator(ConnectionPool pool) {
        this.pool = pool;
    }

    @Override
    public Health health() {
        Map<String, Object> details = new LinkedHashMap<>();
        for (SignalingConnection connection : pool.connections()) {
            SignalingStatus status = connection.status();
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("state", status.state());
            detail.put("since", status.since());
            detail.put("reconnects", status.reconnects());
            detail.put("queued", status.queued());
            if (status.lastError() != null) {
                detail.put("lastError", status.lastError());
            }
            if (status.roundTrip() != null) {
                detail.put("roundTrip", status.roundTrip());
            }
            details.put(connection.id(), detail);
        }
        return Health.up().withDetail("connections", details).build();
    }
}
