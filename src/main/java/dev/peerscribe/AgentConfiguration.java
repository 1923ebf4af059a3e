package dev.peerscribe;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Time, as every room of the house is given it. */
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** For periodic looks that only enqueue; not a default candidate, so that no library mistakes it for its own. */
    @Bean(defaultCandidate = false)
    TaskScheduler agentScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(1);
        scheduler.setThreadNamePrefix("agent-clock-");
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }
}
