package dev.peerscribe.meeting;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/** Joins the configured meetings as the last step of the start and leaves all of them as the first of the end. */
@Component
class MeetingLifecycle implements SmartLifecycle {
    /** After the web server and an embedded relay have started, before they stop. */
    static final int PHASE = DEFAULT_PHASE - 64;

    private static final Logger log = LoggerFactory.getLogger(MeetingLifecycle.class);

    private final Meetings meetings;
    private final MeetingProperties properties;
    private final TaskScheduler scheduler;
    /** Written by the thread that starts and stops the application. */
    private volatile @Nullable ScheduledFuture<?> ticking;

    MeetingLifecycle(
            Meetings meetings, MeetingProperties properties, @Qualifier("agentScheduler") TaskScheduler scheduler) {
        this.meetings = meetings;
        this.properties = properties;
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        ticking = scheduler.scheduleWithFixedDelay(meetings::tick, properties.checkInterval());
        meetings.joinConfigured();
    }

    @Override
    public void stop() {
        Collection<Meeting> leaving = meetings.leaveAll();
        try {
            CompletableFuture.allOf(leaving.stream().map(Meeting::left).toArray(CompletableFuture[]::new))
                    .get(properties.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn(
                    "{} of {} meetings were not left in time",
                    leaving.stream().filter(meeting -> !meeting.left().isDone()).count(),
                    leaving.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ScheduledFuture<?> ticks = ticking;
        if (ticks != null) {
            ticks.cancel(false);
            ticking = null;
        }
    }

    @Override
    public boolean isRunning() {
        return ticking != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
