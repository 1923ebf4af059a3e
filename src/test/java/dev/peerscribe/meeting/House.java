package dev.peerscribe.meeting;

import dev.peerscribe.chat.ChatEvent;
import dev.peerscribe.chat.ChatRooms;
import dev.peerscribe.fakes.FakeMedia;
import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.FakeSignaling;
import dev.peerscribe.fakes.FakeUploads;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.media.Broadcasts;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.storage.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;

/** The rooms of meetings and chats as the application wires them, behind them fakes and a clock that stands still. */
final class House implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    House(String... properties) {
        context = new SpringApplicationBuilder(Rooms.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=none")
                .properties(properties)
                .logStartupInfo(false)
                .run();
    }

    Meetings meetings() {
        return context.getBean(Meetings.class);
    }

    FakeMedia media() {
        return context.getBean(FakeMedia.class);
    }

    FakeRecordings recordings() {
        return context.getBean(FakeRecordings.class);
    }

    FakeUploads uploads() {
        return context.getBean(FakeUploads.class);
    }

    FakeSignaling signaling() {
        return context.getBean(FakeSignaling.class);
    }

    ChatRooms chat() {
        return context.getBean(ChatRooms.class);
    }

    ManualClock clock() {
        return context.getBean(ManualClock.class);
    }

    ManualScheduler scheduler() {
        return context.getBean(ManualScheduler.class);
    }

    MeterRegistry meters() {
        return context.getBean(MeterRegistry.class);
    }

    KeyManager keys() {
        return context.getBean(KeyManager.class);
    }

    MeetingHealthIndicator health() {
        return context.getBean(MeetingHealthIndicator.class);
    }

    List<Object> events() {
        return context.getBean(Rooms.Heard.class).events;
    }

    /** Somebody joins and sends. */
    PeerSnapshot comes(MeetingSnapshot meeting) {
        PeerSnapshot peer = media().comes(meeting.id(), "Ann");
        looked();
        return peer;
    }

    /** Lets time pass and every meeting look at it. */
    void passes(Duration time) {
        looked();
        clock().advance(time);
        looked();
    }

    /** Has every meeting look, and waits until it did: commands are done in their order. */
    void looked() {
        meetings().tick();
        meetings().idle().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        context.close();
    }

    /** No component, lest a scan finds it. */
    @ImportAutoConfiguration(JacksonAutoConfiguration.class)
    @ComponentScan({
        "dev.peerscribe.identity",
        "dev.peerscribe.chat",
        "dev.peerscribe.relay",
        "dev.peerscribe.speech",
        "dev.peerscribe.meeting"
    })
    @ConfigurationPropertiesScan({
        "dev.peerscribe.identity",
        "dev.peerscribe.chat",
        "dev.peerscribe.relay",
        "dev.peerscribe.speech",
        "dev.peerscribe.meeting"
    })
    static class Rooms {
        @Bean
        ManualClock clock() {
            return new ManualClock();
        }

        @Bean
        Stores stores() {
            return () -> Set.of(Stores.DEFAULT, "archive");
        }

        @Bean
        FakeUploads uploads() {
            return new FakeUploads();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        TaskScheduler agentScheduler() {
            return new ManualScheduler();
        }

        @Bean
        FakeSignaling signaling() {
            return new FakeSignaling();
        }

        @Bean
        FakeMedia media(ApplicationEventPublisher events) {
            return new FakeMedia(events);
        }

        @Bean
        Broadcasts broadcasts() {
            return kinds -> {
                throw new IllegalStateException("no link today");
            };
        }

        @Bean
        FakeRecordings recordings(ApplicationEventPublisher events, Clock clock) {
            return new FakeRecordings(events, clock);
        }

        @Bean
        Heard heard() {
            return new Heard();
        }

        static class Heard {
            final List<Object> events = new CopyOnWriteArrayList<>();

            @EventListener
            void on(MeetingEvent event) {
                events.add(event);
            }

            @EventListener
            void on(ChatEvent event) {
                events.add(event);
            }
        }
    }
}
