package dev.peerscribe.signaling;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
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
        for (OutgoingClass kind : OutgoingClass.values()) {
            meters.queued(
                    this,
                    kind,
                    pool -> pool.connections.stream()
                            .mapToInt(connection -> connection.queued(kind))
                            .sum());
        }
    }

    @Override
    public SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        String scheme = spec.url().getScheme();
        if (spec.url().getHost() == null || !("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("url: is not ws://host or wss://host");
        }
        FrameCodec codec = new FrameCodec(settings.maxFrameBytes(), settings.maxChatChars());
        HelloCodec hellos = new HelloCodec(codec.json());
        Introductions introductions = new Introductions(settings.maxPeers());
        FrameWriter writer = new FrameWriter(codec.json(), spec.identity(), hellos, spec.hello(), random, clock);
        FrameSender sender = new FrameSender(
                spec.id(),
                streamName(),
                new FrameOutlet(
                        message -> writer.write(message, introductions::addressable), settings.maxFrameBytes(), meters),
                settings,
                meters,
                (messageId, state) -> listener.accept(new SignalingEvent.DeliveryChanged(spec.id(), messageId, state)));
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
                        codec,
                        hellos,
                        new FrameVerifier(replayCache(), replayCache()),
                        introductions,
                        life,
                        sender,
                        new SocketTransport(settings),
                        connections::remove));
        connections.add(connection);
        sender.start();
        connection.start();
        return connection;
    }

    /** Random, so that no two connections, not even of one key, have the same ids. */
    private String streamName() {
        byte[] name = new byte[16];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    private ReplayCache replayCache() {
        return new ReplayCache(clock, settings.replayWindow(), settings.replayCapacity());
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
