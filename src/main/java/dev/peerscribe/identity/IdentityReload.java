package dev.peerscribe.identity;

import java.util.concurrent.ScheduledFuture;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Looks at the files of key and allow-list again and again: by content, not by notification, since a mounted secret changes
 * by a link to a link, on file systems that notify nobody.
 */
@Configuration(proxyBeanMethods = false)
class IdentityReload {
    /** A scheduler of its own, since a mounted file may hang; a look that fails is told, and followed by the next. */
    @Bean(defaultCandidate = false)
    SimpleAsyncTaskScheduler identityScheduler(KeyManager keys, PeerTrust trust, IdentityProperties properties) {
        SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();
        scheduler.setVirtualThreads(true);
        scheduler.setThreadNamePrefix("identity-reload-");
        if (properties.reloadInterval().isPositive()) {
            ScheduledFuture<?> _ = scheduler.scheduleWithFixedDelay(
                    () -> {
                        keys.look();
                        trust.look();
                    },
                    scheduler.getClock().instant().plus(properties.reloadInterval()),
                    properties.reloadInterval());
        }
        return scheduler;
    }
}
