package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidateExtendedType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.ServerReflexiveCandidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the local candidates of one ICE generation (RFC 8445 §5.1.1): sockets at once, what servers say when they say
 * it. A virtual thread asks each server; gathering ends when all have answered or the time is over.
 */
final class IceGathering implements AutoCloseable {
    /** How long servers may take. */
    static final long TIMEOUT_SECONDS = 10;

    private static final Logger log = LoggerFactory.getLogger(IceGathering.class);
    private static final int MAX_SERVERS = 16;
    private static final int MAX_SERVER_ADDRESSES = 4;

    private final TransportRuntime runtime;
    private final TransportSettings settings;
    private final IceAgent agent;
    private final Component component;
    private final IcePaths paths;
    private final Events events;
    private final Set<TurnAllocation> allocations = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean closed;

    IceGathering(
            TransportRuntime runtime,
            TransportSettings settings,
            IceAgent agent,
            Component component,
            IcePaths paths,
            Events events) {
        this.runtime = runtime;
        this.settings = settings;
        this.agent = agent;
        this.component = component;
        this.paths = paths;
        this.events = events;
    }

    void start() throws IOException {
        List<HostCandidate> hosts = settings.relayOnly() ? List.of() : hosts();
        List<IceServerUrl> servers = settings.iceServers().stream()
                .flatMap(server -> IceServerUrl.of(server).stream())
                .filter(url -> url.relays() || !settings.relayOnly())
                .limit(MAX_SERVERS)
                .toList();
        if (servers.isEmpty()) {
            end();
            return;
        }
        AtomicInteger open = new AtomicInteger(servers.size());
        for (IceServerUrl server : servers) {
            Thread.ofVirtual().name("ice-gathering").start(() -> {
                try {
                    ask(server, hosts);
                } finally {
                    if (open.decrementAndGet() == 0) {
                        end();
                    }
                }
            });
        }
        var _ = runtime.events().schedule(this::end, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private List<HostCandidate> hosts() throws IOException {
        List<HostCandidate> hosts = new ArrayList<>();
        for (InetAddress address : LocalAddresses.usable(settings.loopback())) {
            try {
                HostSocket socket = HostSocket.open(address, settings.ports(), runtime.random(), runtime.loop(), paths);
                HostPath candidate = new HostPath(socket, component);
                hosts.add(candidate);
                boolean _ = component.addLocalCandidate(candidate);
                agent.getStunStack().addSocket(socket);
                events.onCandidate(candidate);
            } catch (IOException e) {
                log.debug("No socket on one of the addresses: {}", e.getMessage());
            }
        }
        return hosts;
    }

    /** Asks a server at its addresses in turn, until one answers. */
    private void ask(IceServerUrl server, List<HostCandidate> hosts) {
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(server.host()));
            boolean answered = false;
            for (int i = 0; i < Math.min(addresses.size(), MAX_SERVER_ADDRESSES) && !answered && !closed; i++) {
                InetSocketAddress at = new InetSocketAddress(addresses.get(i), server.port());
                answered = server.relays() ? allocate(server, at) : reflect(server, at, hosts);
            }
        } catch (IOException e) {
            failed(server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(IceServerUrl server, IOException failure) {
        if (!closed) {
            log.warn(
                    "No candidate from {}: {}",
                    server,
                    Objects.requireNonNullElse(failure.getMessage(), "out of reach"));
        }
    }

    /** Asks from every socket that can reach the server; false where none can, or it is one that is asked otherwise. */
    private boolean reflect(IceServerUrl server, InetSocketAddress at, List<HostCandidate> hosts)
            throws InterruptedException {
        if (server.transport() != IceServerUrl.Transport.UDP) {
            log.warn("{} is not asked: candidates over UDP are seen over UDP only", server);
            return true;
        }
        paths.allow(at);
        List<ReflexiveProbe> probes = new ArrayList<>();
        for (HostCandidate host : hosts) {
            TransportAddress local = host.getTransportAddress();
            if (local.getAddress().getClass() == at.getAddress().getClass()
                    && !local.getAddress().isLoopbackAddress()) {
                try {
                    probes.add(ReflexiveProbe.send(
                            agent.getStunStack(), local, at, mapped -> reflected(host, at, mapped)));
                } catch (IOException | IllegalArgumentException e) {
                    // This interface does not lead there, or its socket was closed just now; another may.
                    log.debug("A STUN server is out of reach of one of the addresses");
                }
            }
        }
        for (ReflexiveProbe probe : probes) {
            probe.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
        return !probes.isEmpty();
    }

    private void reflected(HostCandidate host, InetSocketAddress server, TransportAddress mapped) {
        ServerReflexiveCandidate candidate = new ServerReflexiveCandidate(
                mapped,
                host,
                new TransportAddress(server, Transport.UDP),
                CandidateExtendedType.STUN_SERVER_REFLEXIVE_CANDIDATE);
        if (!closed && component.addLocalCandidate(candidate)) {
            events.onCandidate(candidate);
        }
    }

    /** Allocates; false where the server does not do it at this address. */
    private boolean allocate(IceServerUrl server, InetSocketAddress at) throws IOException {
        TurnAllocation allocation = new TurnAllocation(runtime, server, TurnConnection.to(server, at, settings), paths);
        allocations.add(allocation);
        if (closed) {
            allocation.close();
            return true;
        }
        try {
            allocation.open();
        } catch (IOException e) {
            allocation.close();
            allocations.remove(allocation);
            failed(server, e);
            return false;
        }
        RelayPath candidate = new RelayPath(allocation, at, component);
        boolean _ = component.addLocalCandidate(candidate);
        agent.getStunStack().addSocket(allocation);
        events.onCandidate(candidate);
        return true;
    }

    private void end() {
        if (!closed && ended.compareAndSet(false, true)) {
            events.onEnd();
        }
    }

    /** Whether gathering is over and found nothing. */
    boolean isBarren() {
        return ended.get() && component.getLocalCandidateCount() == 0;
    }

    /** Gives up what is still being asked; sockets and allocations that became candidates are the agent's to free. */
    @Override
    public void close() {
        closed = true;
        allocations.forEach(TurnAllocation::close);
    }

    /** What gathering finds, on any thread. */
    interface Events {
        void onCandidate(LocalCandidate candidate);

        void onEnd();
    }
}
