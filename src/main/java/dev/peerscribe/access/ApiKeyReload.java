package dev.peerscribe.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the file of the keys again and again: by content, since a mounted secret changes by a link to a link, and on a
 * thread of its own, since a mounted file may hang.
 */
final class ApiKeyReload implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ApiKeyReload.class);

    private final Runnable keys;
    private final Duration interval;
    /** Written by the thread that starts and stops the application. */
    private volatile @Nullable Thread thread;

    ApiKeyReload(Runnable keys, Duration interval) {
        this.keys = keys;
        this.interval = interval;
    }

    @Override
    public void start() {
        if (interval.isPositive()) {
            thread = Thread.ofVirtual().name("access-reload").start(this::run);
        }
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(interval);
                look();
            }
        } catch (InterruptedException e) {
            log.debug("The file of the API keys is looked at no more");
        }
    }

    /** A failure of one look is no reason to look no more. */
    private void look() {
        try {
            keys.run();
        } catch (RuntimeException e) {
            log.error("The file of the API keys could not be looked at", e);
        }
    }
}
