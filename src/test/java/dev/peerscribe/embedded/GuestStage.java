package dev.peerscribe.embedded;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** A relay, up to three guests, and a real receiver for each of them. */
final class GuestStage implements AutoCloseable {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReceivingPeer.Engine engine = new ReceivingPeer.Engine();
    final RecorderSignaling signaling = new RecorderSignaling(engine);
    final OpenRelay relay =
            new OpenRelay(TestProperties.relay(), new RelayMeters(registry), new EnvelopeStamp(new JsonMapper()));
    final DemoGuests guests = new DemoGuests(
            TestProperties.demo("max-guests", "3"), relay, signaling, Clock.systemUTC(), new SecureRandom(), registry);

    GuestStage() {
        relay.start();
        guests.start();
    }

    ReceivingPeer receiverOf(GuestSnapshot guest) {
        String connection = "guest-" + guest.id();
        await().atMost(Duration.ofSeconds(10)).until(() -> signaling.receiver(connection) != null);
        return Objects.requireNonNull(signaling.receiver(connection));
    }

    @Override
    public void close() {
        guests.stop();
        signaling.close();
        engine.close();
        relay.stop();
    }
}
