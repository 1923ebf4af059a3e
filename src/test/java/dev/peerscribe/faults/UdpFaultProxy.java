package dev.peerscribe.faults;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A network between two ICE peers of this machine, which can be made bad and whole again. It begins whole. As a NAT does, it
 * stands for every address of either peer with a port of its own on the same address: {@link #stand} gives the port that
 * the other peer is to be told in place of the real one, and a source that was never announced gets one when its first
 * datagram comes.
 *
 * <p>Every method may be called from any thread.
 */
public final class UdpFaultProxy implements AutoCloseable {
    /** Addresses of one peer; datagrams from further ones vanish. */
    private static final int MAX_ADDRESSES = 64;

    private static final int LARGEST_DATAGRAM = 65_536;
    private static final int SOCKET_BUFFER = 4 << 20;

    private final Selector selector;
    private final Map<Side, UdpWay> ways = new EnumMap<>(Side.class);
    /** By the real address, for each peer; guarded by this. */
    private final Map<Side, Map<InetSocketAddress, StandIn>> standIns = new EnumMap<>(Side.class);

    private final Thread receiver;

    /** The two peers; a way through the network is named by who sends on it. */
    public enum Side {
        SENDER,
        RECEIVER;

        /** The other one. */
        public Side other() {
            return this == SENDER ? RECEIVER : SENDER;
        }
    }

    /**
     * What was seen on one way.
     *
     * @param lost by chance, blackout or a bottleneck
     */
    public record Traffic(long came, long lost, long doubled, long forwarded) {}

    /** A peer's address as the other peer sees it; {@code channel} is closed when the address changes. */
    private record StandIn(Side side, InetSocketAddress real, DatagramChannel channel) {}

    /** {@code seed} makes chance repeatable, as far as the order of datagrams is. */
    public UdpFaultProxy(long seed) throws IOException {
        selector = Selector.open();
        for (Side side : Side.values()) {
            ways.put(side, new UdpWay(new Random(seed + (side == Side.SENDER ? 0 : 1)), "udp-fault-proxy-" + side));
            standIns.put(side, new HashMap<>());
        }
        receiver = Thread.ofPlatform().name("udp-fault-proxy").daemon(true).start(this::receive);
    }

    /** The address that stands for {@code real}, an address of {@code side} on this machine; the same until it changes. */
    public InetSocketAddress stand(Side side, InetSocketAddress real) throws IOException {
        return (InetSocketAddress) standIn(side, real).channel.getLocalAddress();
    }

    /** From now on, what befalls datagrams that {@code from} sends. */
    public void faults(Side from, UdpFaults faults) {
        way(from).become(faults);
    }

    /** From now on, what befalls all datagrams. */
    public void faults(UdpFaults faults) {
        ways.values().forEach(way -> way.become(faults));
    }

    /** Nothing comes through on either way for so long, then it is as before. */
    public void blackout(Duration length) {
        ways.values().forEach(way -> way.blackout(length));
    }

    /** As {@link #blackout(Duration)}, on one way. */
    public void blackout(Side from, Duration length) {
        way(from).blackout(length);
    }

    /**
     * The other peer sees {@code side} come from new ports from now on, as when a NAT forgot it or its network changed; what
     * it still sends to the old ones vanishes.
     */
    public synchronized void rebind(Side side) throws IOException {
        Map<InetSocketAddress, StandIn> here = addresses(side);
        for (Map.Entry<InetSocketAddress, StandIn> each : here.entrySet()) {
            StandIn old = each.getValue();
            each.setValue(open(side, old.real));
            old.channel.close();
        }
        selector.wakeup();
    }

    /** What was seen of what {@code from} sent. */
    public Traffic traffic(Side from) {
        return way(from).traffic();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (UdpWay way : ways.values()) {
            way.close();
        }
        synchronized (this) {
            for (Map<InetSocketAddress, StandIn> here : standIns.values()) {
                for (StandIn each : here.values()) {
                    each.channel.close();
                }
                here.clear();
            }
        }
        try {
            receiver.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
        try {
            while (selector.isOpen()) {
                selector.select(key -> drain(key, buffer));
            }
        } catch (IOException | ClosedSelectorException e) {
            // the end
        }
    }

    private void drain(SelectionKey key, ByteBuffer buffer) {
        StandIn to = (StandIn) key.attachment();
        try {
            for (InetSocketAddress from = next(to, buffer); from != null; from = next(to, buffer)) {
                StandIn via = known(to.side.other(), from);
                if (via != null) {
                    way(via.side).pass(buffer, via.channel, to.real);
                }
            }
        } catch (IOException e) {
            key.cancel(); // closed since
        }
    }

    private static @Nullable InetSocketAddress next(StandIn to, ByteBuffer buffer) throws IOException {
        InetSocketAddress from = (InetSocketAddress) to.channel.receive(buffer.clear());
        buffer.flip();
        return from;
    }

    private @Nullable StandIn known(Side side, InetSocketAddress real) throws IOException {
        synchronized (this) {
            if (addresses(side).size() >= MAX_ADDRESSES && !addresses(side).containsKey(real)) {
                return null;
            }
        }
        return standIn(side, real);
    }

    private synchronized StandIn standIn(Side side, InetSocketAddress real) throws IOException {
        StandIn there = addresses(side).get(real);
        if (there == null) {
            there = open(side, real);
            addresses(side).put(real, there);
        }
        return there;
    }

    private StandIn open(Side side, InetSocketAddress real) throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                real.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.bind(new InetSocketAddress(real.getAddress(), 0)).configureBlocking(false);
            StandIn opened = new StandIn(side, real, channel);
            channel.register(selector, SelectionKey.OP_READ, opened);
            selector.wakeup();
            return opened;
        } catch (IOException | ClosedSelectorException e) {
            channel.close();
            throw e;
        }
    }

    private Map<InetSocketAddress, StandIn> addresses(Side side) {
        return Objects.requireNonNull(standIns.get(side));
    }

    private UdpWay way(Side from) {
        return Objects.requireNonNull(ways.get(from));
    }
}
