package dev.peerscribe.signaling;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Makes the connections, knows those that live, and closes what is left when the agent stops. */
@Component
class ConnectionPool implements SignalingConnections, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(8);

    private final SignalingProperties settings;
    private final SignalingMeters meters;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Set<WebSocketSignalingConnection> connections = ConcurrentHashMap.newKeySet();

    @Autowired
    ConnectionPool(SignalingProperties settings, MeterRegistry registry, ObjectProvider<Clock> clock) {
        this(settings, registry, clock.getIfAvailable(Clock::systemUTC));
    }

    ConnectionPool(SignalingProperties settings, MeterRegistry registry, InstantSource clock) {
        this.settings = settings;
        this.meters = new SignalingMeters(registry);
        this.clock = clock;
        for (ConnectionState state : ConnectionState.values()) {
            meters.connections(this, state, pool -> pool.count(state));
        }
    }

    @Override
    public SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        String scheme = spec.url().getScheme();
        if (spec.url().getHost() == null || !("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("url: is not ws://host or wss://host");
        }
        WireParts wire = WireParts.of(settings, spec, random, clock);
        FrameSender sender = new FrameSender(spec.id(), telling(wire, spec.id(), listener), settings, meters);
        ConnectionLife life =
                new ConnectionLife(new ReconnectPolicy(settings.reconnect()), random::nextDouble, System.nanoTime());
        WebSocketSignalingConnection connection = new WebSocketSignalingConnection(
                spec,
                listener,
                new ConnectionParts(
                        settings,
                        meters,
                        clock,
                        random,
                        wire.codec(),
                        wire.hellos(),
                        wire.verifier(),
                        wire.introductions(),
                        wire.announcements(),
                        wire.cipher(),
                        life,
                        sender,
                        new SocketTransport(settings),
                        connections::remove));
        connections.add(connection);
        sender.start();
        connection.start();
        return connection;
    }

    /** Writes frames, and tells the listener of those that the policy keeps back. */
    static FrameSender.Writer telling(WireParts wire, String id, Consumer<SignalingEvent> listener) {
        return message -> {
            try {
                return wire.writer().write(message, wire.introductions()::addressable);
            } catch (SendRefusedException e) {
                String chatId =
                        message instanceof Outgoing.Chat chat ? chat.message().id() : null;
                listener.accept(new SignalingEvent.SendRefused(id, message.type(), message.to(), chatId, e.refusal()));
                throw e;
            }
        };
    }

    /** The connections that are not yet closed, at this moment. */
    Collection<SignalingConnection> connections() {
        return List.copyOf(connections);
    }

    private double count(ConnectionState state) {
        return connections.stream()
                .filter(connection -> connection.status().state() == state)
                .count();
    }

    @Override
    public void destroy() throws InterruptedException {
        List<WebSocketSignalingConnection> left = new ArrayList<>(connections);
        left.forEach(WebSocketSignalingConnection::close);
        long deadline = System.nanoTime() + CLOSE_BOUND.toNanos();
        for (WebSocketSignalingConnection connection : left) {
            Duration bound = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!connection.awaitEnd(bound)) {
                log.warn("Connection {} did not close in time", connection.id());
            }
        }
    }
}
