package dev.peerscribe.meeting;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether a meeting can be taken. */
@Component
class MeetingHealthIndicator implements HealthIndicator {
    private final Meetings meetings;

    MeetingHealthIndicator(Meetings meetings) {
        this.meetings = meetings;
    }

    @Override
    public Health health() {
        int used = meetings.used();
        boolean room = meetings.state() == AgentState.RUNNING && used < meetings.capacity();
        return (room ? Health.up() : Health.outOfService())
                .withDetail("state", meetings.state())
                .withDetail("capacity", meetings.capacity())
                .withDetail("used", used)
                .build();
    }
}
