package dev.peerscribe.signaling;

import dev.peerscribe.identity.KeyRotated;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes the connections, knows those that live, and closes what is left when the agent stops. */
@Component
class ConnectionPool implements SignalingConnections, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(8);

    private final SignalingProperties settings;
    private final SignalingMeters meters;
    private final InstantSource clock;
    private final SocketTransport transport;
    private final SecureRandom random = new SecureRandom();
    private final Set<WebSocketSignalingConnection> connections = ConcurrentHashMap.newKeySet();

    @Autowired
    ConnectionPool(
            SignalingProperties settings,
            MeterRegistry registry,
            ObjectProvider<Clock> clock,
            ObjectProvider<SslBundles> bundles) {
        this(settings, registry, clock.getIfAvailable(Clock::systemUTC), tls(settings, bundles));
    }

    /** One that trusts whom the Java runtime trusts. */
    ConnectionPool(SignalingProperties settings, MeterRegistry registry, InstantSource clock) {
        this(settings, registry, clock, null);
    }

    ConnectionPool(
            SignalingProperties settings, MeterRegistry registry, InstantSource clock, @Nullable TlsMaterial tls) {
        this.settings = settings;
        this.transport = new SocketTransport(settings, tls, clock);
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

    private static @Nullable TlsMaterial tls(SignalingProperties settings, ObjectProvider<SslBundles> bundles) {
        String name = settings.handshake().sslBundle();
        return name == null ? null : new TlsMaterial(bundles.getIfAvailable(DefaultSslBundleRegistry::new), name);
    }

    @Override
    public SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        String scheme = spec.url().getScheme();
        if (spec.url().getHost() == null || !("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException("url: is not ws://host or wss://host");
        }
        WireParts wire = WireParts.of(settings, spec, random, clock);
        FrameSender sender = new FrameSender(
                spec.id(),
                streamName(),
                new FrameOutlet(
                        telling(wire, spec.id(), listener),
                        settings.maxFrameBytes(),
                        meters,
                        message -> tellSent(message, spec, listener)),
                settings,
                meters,
                (messageId, state) -> listener.accept(new SignalingEvent.DeliveryChanged(spec.id(), messageId, state)));
        ConnectionLife<SocketLink> life =
                new ConnectionLife<>(new ReconnectPolicy(settings), random::nextDouble, System.nanoTime());
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
                        new PeerRates(settings.maxPeerFramesPerSecond(), Duration.ofSeconds(2), settings.maxPeers()),
                        new PeerRates(settings.maxPeerSignedPerSecond(), Duration.ofSeconds(20), settings.maxPeers()),
                        wire.announcements(),
                        wire.cipher(),
                        life,
                        sender,
                        transport,
                        connections::remove));
        register(connection);
        sender.start();
        connection.start();
        return connection;
    }

    private synchronized void register(WebSocketSignalingConnection connection) {
        if (connections.size() >= settings.maxConnections()) {
            throw new ConnectionLimitException(settings.maxConnections());
        }
        connections.add(connection);
    }

    /** Every connection is to say who the agent is now; only enqueues. */
    @EventListener
    void on(KeyRotated event) {
        connections.forEach(WebSocketSignalingConnection::introduceAnew);
    }

    /** Writes frames, and tells the listener of those that the policy keeps back. */
    static FrameOutlet.Writer telling(WireParts wire, String id, Consumer<SignalingEvent> listener) {
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

    private static void tellSent(Outgoing message, ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        if (message instanceof Outgoing.Hello hello) {
            listener.accept(
                    new SignalingEvent.IntroductionSent(spec.id(), spec.hello().role(), hello.to()));
        }
    }

    /** Random, so that no two connections, not even of one key, have the same ids. */
    private String streamName() {
        byte[] name = new byte[16];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
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
