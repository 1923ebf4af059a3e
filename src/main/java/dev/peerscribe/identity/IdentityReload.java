package dev.peerscribe.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at the files of key and allow-list again and again. By content, not by notification: a mounted secret changes by a
 * link to a link, on file systems that notify nobody. On a thread of its own, since a mounted file may hang.
 */
@Component
class IdentityReload implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(IdentityReload.class);

    private final KeyManager keys;
    private final PeerTrust trust;
    private final Duration interval;
    /** Written by the thread that starts and stops the application. */
    private volatile @Nullable Thread thread;

    IdentityReload(KeyManager keys, PeerTrust trust, IdentityProperties properties) {
        this.keys = keys;
        this.trust = trust;
        this.interval = properties.reloadInterval();
    }

    @Override
    public void start() {
        if (interval.isPositive()) {
            thread = Thread.ofVirtual().name("identity-reload").start(this::run);
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
            log.debug("The identity's files are looked at no more");
        }
    }

    /** A failure of one look is no reason to look no more. */
    private void look() {
        try {
            keys.look();
            trust.look();
        } catch (RuntimeException e) {
            log.error("The identity's files could not be looked at", e);
        }
    }
}
