package dev.peerscribe.webhooks;

import dev.peerscribe.jobs.JobThreads;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages to one endpoint, from the fact to its delivery. Every mutable field is guarded by this object's lock. */
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final WebhookProperties properties;
    private final WebhookProperties.Endpoint endpoint;
    private final @Nullable EndpointTls tls;
    private final DeliveryJournal journal;
    private final WebhookMetrics metrics;
    private final JobThreads threads;
    private final Clock clock;
    private final RandomGenerator random;
    private final DeliverySchedule schedule;
    /** By id, in the order of their coming. */
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
    /** Those that are being sent. */
    private final Set<String> sending = new HashSet<>();

    private @Nullable WebhookClient client;

    Mailbox(
            WebhookProperties properties,
            WebhookProperties.Endpoint endpoint,
            @Nullable EndpointTls tls,
            DeliveryJournal journal,
            WebhookMetrics metrics,
            JobThreads threads,
            Clock clock,
            RandomGenerator random) {
        this.properties = properties;
        this.endpoint = endpoint;
        this.tls = tls;
        this.journal = journal;
        this.metrics = metrics;
        this.threads = threads;
        this.clock = clock;
        this.random = random;
        schedule = new DeliverySchedule(properties.retry());
    }

    boolean wants(String type) {
        return endpoint.wants(type);
    }

    synchronized void restore() {
        journal.read(endpoint.id(), properties.maxPending() + properties.maxDead()).stream()
                .sorted(Comparator.comparing(Delivery::createdAt).thenComparing(Delivery::id))
                .forEach(each -> deliveries.put(each.id(), each));
    }

    synchronized void open() {
        client = new WebhookClient(properties, endpoint, tls);
    }

    /** Ends what is being sent; the next start sends it. */
    synchronized void close() {
        WebhookClient open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    /** Takes a message, which is on the disk when this returns; on the control thread. */
    void accept(String id, String type, String body, Instant at) {
        Delivery delivery = new Delivery(id, endpoint.id(), type, body, DeliveryState.PENDING, at, 0, null, null, null);
        synchronized (this) {
            if (pending() >= properties.maxPending()) {
                metrics.dropped(WebhookMetrics.Drop.OVERFLOW);
                return;
            }
            deliveries.put(id, delivery);
        }
        keep(delivery);
        sendDue();
    }

    /** Sends what is due, so far as more may be sent at a time. */
    void sendDue() {
        Instant now = clock.instant();
        synchronized (this) {
            WebhookClient open = client;
            if (open == null) {
                return;
            }
            deliveries.values().stream()
                    .filter(each -> each.state() == DeliveryState.PENDING && !sending.contains(each.id()))
                    .filter(each -> each.nextAttemptAt() == null || !now.isBefore(each.nextAttemptAt()))
                    .limit(Math.max(0, properties.concurrent() - sending.size()))
                    .toList()
                    .forEach(each -> {
                        sending.add(each.id());
                        threads.work(endpoint.id(), _ -> true, () -> send(open, each), this::sendDue);
                    });
        }
    }

    private void send(WebhookClient open, Delivery delivery) {
        try {
            open.send(delivery, clock.instant().getEpochSecond());
            delivered(delivery);
        } catch (DeliveryException e) {
            if (isOpen()) {
                failed(delivery, e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                sending.remove(delivery.id());
            }
        }
    }

    private synchronized boolean isOpen() {
        return client != null;
    }

    private void delivered(Delivery delivery) {
        metrics.delivered();
        synchronized (this) {
            deliveries.remove(delivery.id());
        }
        journal.remove(delivery);
    }

    private void failed(Delivery delivery, DeliveryException e) {
        metrics.failed(e.reason());
        Optional<Instant> again = e.reason() == DeliveryCause.GONE
                ? Optional.empty()
                : schedule.next(
                        delivery.createdAt(),
                        delivery.attempts(),
                        clock.instant(),
                        e.retryAfter(),
                        random.nextDouble());
        Delivery now = delivery.failed(
                again.isPresent() ? DeliveryState.PENDING : DeliveryState.DEAD,
                again.orElse(null),
                e.reason(),
                e.status());
        log.debug("Message {} to {}", delivery.id(), endpoint.id(), e);
        if (again.isEmpty()) {
            metrics.gaveUp();
            log.warn(
                    "Message {} to {} was given up after {} attempts: {}",
                    delivery.id(),
                    endpoint.id(),
                    now.attempts(),
                    e.reason().words());
        }
        synchronized (this) {
            if (deliveries.replace(delivery.id(), now) == null) {
                return; // discarded meanwhile
            }
        }
        keep(now);
        forgetOldDead();
    }

    /** Writes a message down, unless it was discarded meanwhile. */
    private void keep(Delivery delivery) {
        journal.write(delivery);
        boolean discarded;
        synchronized (this) {
            discarded = !deliveries.containsKey(delivery.id());
        }
        if (discarded) {
            journal.remove(delivery);
        }
    }

    private void forgetOldDead() {
        while (true) {
            Delivery oldest;
            synchronized (this) {
                if (dead() <= properties.maxDead()) {
                    return;
                }
                oldest = deliveries.values().stream()
                        .filter(each -> each.state() == DeliveryState.DEAD)
                        .findFirst()
                        .orElseThrow();
                deliveries.remove(oldest.id());
            }
            journal.remove(oldest);
        }
    }

    /** Sends a dead letter anew; false where there is none. */
    boolean revive(String id) {
        Delivery dead;
        synchronized (this) {
            dead = deliveries.get(id);
        }
        if (dead == null || dead.state() != DeliveryState.DEAD) {
            return false;
        }
        Delivery revived = dead.revived(clock.instant());
        keep(revived);
        synchronized (this) {
            return deliveries.replace(id, dead, revived);
        }
    }

    /** Gives a message up for good; false where there is none. */
    boolean discard(String id) {
        Delivery discarded;
        synchronized (this) {
            discarded = deliveries.remove(id);
        }
        if (discarded != null) {
            journal.remove(discarded);
        }
        return discarded != null;
    }

    synchronized int pending() {
        return count(DeliveryState.PENDING);
    }

    synchronized int dead() {
        return count(DeliveryState.DEAD);
    }

    private int count(DeliveryState state) {
        return (int) deliveries.values().stream()
                .filter(each -> each.state() == state)
                .count();
    }

    synchronized List<Delivery> all() {
        return List.copyOf(deliveries.values());
    }

    synchronized Webhooks.Endpoint snapshot() {
        URI url = endpoint.url(); // whose path may hold a token
        String shown = url.getScheme() + "://" + url.getRawAuthority();
        return new Webhooks.Endpoint(endpoint.id(), shown, endpoint.events(), pending(), dead());
    }
}
