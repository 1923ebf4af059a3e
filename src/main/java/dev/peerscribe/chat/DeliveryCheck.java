package dev.peerscribe.chat;

import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/** Looks from time to time which queued messages went out, while the application runs. */
@Component
class DeliveryCheck implements SmartLifecycle {
    private final ChatRooms rooms;
    private final ChatProperties properties;
    private final TaskScheduler scheduler;
    /** Owned by the thread that starts and stops the application. */
    private volatile @Nullable ScheduledFuture<?> running;

    DeliveryCheck(ChatRooms rooms, ChatProperties properties, @Qualifier("agentScheduler") TaskScheduler scheduler) {
        this.rooms = rooms;
        this.properties = properties;
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        running = scheduler.scheduleWithFixedDelay(rooms::settle, properties.deliveryCheck());
    }

    @Override
    public void stop() {
        ScheduledFuture<?> check = running;
        if (check != null) {
            check.cancel(false);
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
