package dev.peerscribe.webhooks;

import dev.peerscribe.jobs.JobThreads;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** All messages: a fact becomes one for each endpoint that wants it, on the disk before it is sent. */
@Service
class WebhookService implements Webhooks, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(WebhookService.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Facts that may wait to be written down; as many again are for what follows from them. */
    private static final int MOST_WAITING = 10_000;

    private static final Duration STOP_BOUND = Duration.ofSeconds(2);

    private final TaskScheduler scheduler;
    private final Clock clock;
    private final RandomGenerator random;
    private final JsonMapper json;
    private final WebhookMetrics metrics;
    private final JobThreads threads = new JobThreads("webhooks", 2 * MOST_WAITING);
    private final Map<String, Mailbox> mailboxes = new LinkedHashMap<>();
    // written by who starts and stops the service
    private volatile boolean running;
    private volatile @Nullable ScheduledFuture<?> look;

    @Autowired
    WebhookService(
            WebhookProperties properties,
            MeterRegistry meters,
            JsonMapper json,
            ObjectProvider<SslBundles> bundles,
            @Qualifier("agentScheduler") TaskScheduler scheduler,
            Clock clock) {
        this(
                properties,
                meters,
                json,
                bundles.getIfAvailable(DefaultSslBundleRegistry::new),
                scheduler,
                clock,
                new SecureRandom());
    }

    WebhookService(
            WebhookProperties properties,
            MeterRegistry meters,
            JsonMapper json,
            SslBundles bundles,
            TaskScheduler scheduler,
            Clock clock,
            RandomGenerator random) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.random = random;
        this.json = json;
        metrics = new WebhookMetrics(
                meters,
                () -> mailboxes.values().stream().mapToInt(Mailbox::pending).sum(),
                () -> mailboxes.values().stream().mapToInt(Mailbox::dead).sum(),
                this::oldestSeconds);
        DeliveryJournal journal = new DeliveryJournal(properties.directory(), json, metrics);
        for (int i = 0; i < properties.endpoints().size(); i++) {
            WebhookProperties.Endpoint endpoint = properties.endpoints().get(i);
            String bundle = endpoint.sslBundle();
            EndpointTls tls = bundle == null
                    ? null
                    : new EndpointTls(bundles, bundle, "peerscribe.webhooks.endpoints[" + i + "].ssl-bundle");
            mailboxes.put(
                    endpoint.id(), new Mailbox(properties, endpoint, tls, journal, metrics, threads, clock, random));
        }
    }

    /** Takes in what earlier runs left, so that it is there before the first request is. */
    @PostConstruct
    void restore() {
        mailboxes.values().forEach(Mailbox::restore);
    }

    @Override
    public void start() {
        running = true;
        mailboxes.values().forEach(Mailbox::open);
        if (!mailboxes.isEmpty()) {
            look = scheduler.scheduleWithFixedDelay(
                    () -> threads.offer(() -> mailboxes.values().forEach(Mailbox::sendDue), MOST_WAITING), LOOK);
            threads.control(() -> mailboxes.values().forEach(Mailbox::sendDue));
        }
    }

    @Override
    public void tell(String type, Map<String, ?> data) {
        List<Mailbox> wanting =
                mailboxes.values().stream().filter(each -> each.wants(type)).toList();
        if (wanting.isEmpty()) {
            return;
        }
        Instant at = clock.instant();
        Map<String, ?> copy = new LinkedHashMap<>(data);
        if (!threads.offer(() -> accept(type, at, copy, wanting), MOST_WAITING)) {
            metrics.dropped(WebhookMetrics.Drop.BACKLOG);
        }
    }

    private void accept(String type, Instant at, Map<String, ?> data, List<Mailbox> wanting) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("timestamp", at);
        message.put("data", data);
        String body;
        try {
            body = json.writeValueAsString(message);
        } catch (JacksonException e) {
            log.error("The fact {} cannot be written as JSON", type, e);
            return;
        }
        if (body.length() > DeliveryJournal.LONGEST_BODY) {
            metrics.dropped(WebhookMetrics.Drop.TOO_LARGE);
            return;
        }
        for (Mailbox each : wanting) {
            each.accept(newId(), type, body, at);
        }
    }

    private String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return "msg_" + HexFormat.of().formatHex(id);
    }

    @Override
    public List<Endpoint> endpoints() {
        return mailboxes.values().stream().map(Mailbox::snapshot).toList();
    }

    @Override
    public Optional<List<Delivery>> deliveries(String endpoint) {
        return Optional.ofNullable(mailboxes.get(endpoint)).map(Mailbox::all);
    }

    @Override
    public boolean revive(String endpoint, String id) {
        Mailbox mailbox = mailboxes.get(endpoint);
        if (mailbox == null || !mailbox.revive(id)) {
            return false;
        }
        threads.control(mailbox::sendDue);
        return true;
    }

    @Override
    public boolean discard(String endpoint, String id) {
        Mailbox mailbox = mailboxes.get(endpoint);
        return mailbox != null && mailbox.discard(id);
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return mailboxes.values().stream()
                .flatMap(each -> each.all().stream())
                .filter(each -> each.state() == DeliveryState.PENDING)
                .mapToDouble(each -> Duration.between(each.createdAt(), now).toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    /** What is not delivered by then is sent after the next start. */
    @Override
    public void stop() {
        ScheduledFuture<?> looking = look;
        if (looking != null) {
            looking.cancel(false);
        }
        threads.await(STOP_BOUND);
        running = false;
        mailboxes.values().forEach(Mailbox::close);
        if (!threads.end(STOP_BOUND)) {
            log.warn("Messages are being left late");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after whoever tells something. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 512;
    }
}
