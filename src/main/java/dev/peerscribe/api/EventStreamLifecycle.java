package dev.peerscribe.api;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Ends the streams after the meetings were left and before the web server waits for its requests. */
@Component
class EventStreamLifecycle implements SmartLifecycle {
    private final EventStream stream;
    /** Written by the thread that starts and stops the application. */
    private volatile boolean running;

    EventStreamLifecycle(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            stream.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 512;
    }
}
