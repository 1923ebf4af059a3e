package dev.peerscribe.embedded;

import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.SignalingConnections;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The guests that are here. Every method may be called from any thread. */
final class DemoGuests implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DemoGuests.class);
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final EmbeddedProperties.Demo properties;
    private final OpenRelay relay;
    private final SignalingConnections signaling;
    private final Clock clock;
    private final SecureRandom random;
    private final Counter invited;
    private final AtomicInteger names = new AtomicInteger(); // many threads
    private final Map<String, DemoGuest> guests = new ConcurrentHashMap<>(); // grows under the lock only
    private GuestStudio studio = new GuestStudio(); // guarded by this
    private boolean running; // guarded by this

    DemoGuests(
            EmbeddedProperties.Demo properties,
            OpenRelay relay,
            SignalingConnections signaling,
            Clock clock,
            SecureRandom random,
            MeterRegistry registry) {
        this.properties = properties;
        this.relay = relay;
        this.signaling = signaling;
        this.clock = clock;
        this.random = random;
        this.invited = Counter.builder("peerscribe.embedded.guests.invited")
                .description("Demo guests that were invited")
                .baseUnit("guests")
                .register(registry);
        Gauge.builder("peerscribe.embedded.guests", guests::size)
                .description("Demo guests that are here")
                .baseUnit("guests")
                .register(registry);
    }

    /** Lets a guest join; returns before it is in the room. */
    synchronized GuestSnapshot invite(GuestInvitation invitation) throws GuestLimitException {
        if (!running || guests.size() >= properties.maxGuests()) {
            throw new GuestLimitException(properties.maxGuests(), untilNextLeaves());
        }
        String id = UUID.randomUUID().toString();
        String name = invitation.name() == null ? "Demo guest " + names.incrementAndGet() : invitation.name();
        DemoGuest guest = new DemoGuest(
                id,
                name,
                invitation.path(),
                URI.create(relay.url() + ("/".equals(invitation.path()) ? "" : invitation.path())),
                invitation.stay() == null ? properties.stay() : invitation.stay(),
                SigningIdentity.generate(random),
                new DemoGuest.Setting(studio, properties, signaling, clock),
                () -> guests.remove(id));
        guests.put(id, guest);
        guest.join();
        invited.increment();
        return guest.snapshot();
    }

    List<GuestSnapshot> list() {
        return guests.values().stream()
                .map(DemoGuest::snapshot)
                .sorted(Comparator.comparing(GuestSnapshot::joinedAt).thenComparing(GuestSnapshot::id))
                .toList();
    }

    Optional<GuestSnapshot> find(String id) {
        return Optional.ofNullable(guests.get(id)).map(DemoGuest::snapshot);
    }

    /** Sends a guest away and waits, within a bound, until it is gone; false where there is none. */
    boolean dismiss(String id) throws InterruptedException {
        DemoGuest guest = guests.get(id);
        if (guest == null) {
            return false;
        }
        guest.leave();
        if (!guest.awaitGone(LEAVING)) {
            log.warn("the demo guest {} did not leave within {}", id, LEAVING);
        }
        return true;
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** All leave at once; the native factory goes only when the last one is gone, since it must not go before. */
    @Override
    public synchronized void stop() {
        running = false;
        List<DemoGuest> last = List.copyOf(guests.values());
        last.forEach(DemoGuest::leave);
        boolean allGone = true;
        try {
            long end = System.nanoTime() + LEAVING.toNanos();
            for (DemoGuest guest : last) {
                allGone &= guest.awaitGone(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            allGone = false;
        }
        if (allGone) {
            studio.close();
            studio = new GuestStudio();
        } else {
            log.warn("a demo guest did not leave within {}; its native factory stays", LEAVING);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** After the web server stopped to take invitations, before meetings are left. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 4096;
    }

    private Duration untilNextLeaves() {
        return guests.values().stream()
                .map(guest -> Duration.between(clock.instant(), guest.snapshot().leavesAt()))
                .min(Comparator.naturalOrder())
                .filter(Duration::isPositive)
                .orElse(Duration.ofSeconds(1));
    }
}
