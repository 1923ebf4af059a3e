package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;

/**
 * A UDP socket on one of the machine's addresses, read by the {@link ReceiveLoop}; checks wait for the ICE library's thread
 * in a queue.
 */
final class HostSocket extends PathSocket implements ReceiveLoop.Incoming {
    /** Bytes the system may hold for us: a quarter of a second at 16 Mbit/s. */
    private static final int RECEIVE_BUFFER = 512 * 1_024;
    /** Ports of a range that are tried before the address is given up. */
    private static final int MAX_TRIES = 64;

    /** Datagrams that are read before other sockets have their turn. */
    static final int MAX_AT_ONCE = 64;
    /** Checks that may wait. */
    private static final int MAX_CHECKS = 256;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final ReceiveLoop loop;
    private final BlockingQueue<DatagramPacket> checks = new ArrayBlockingQueue<>(MAX_CHECKS);
    /** Owned by the thread that reads. */
    private final byte[] datagram = new byte[MAX_DATAGRAM];

    private final ByteBuffer view = ByteBuffer.wrap(datagram);
    /** Written by {@link #close()}. */
    private volatile boolean closed;

    private HostSocket(DatagramChannel channel, InetSocketAddress local, ReceiveLoop loop, Receiver receiver) {
        super(receiver);
        this.channel = channel;
        this.local = local;
        this.loop = loop;
    }

    /**
     * Opens a socket, which is read from now on.
     *
     * @param ports which local ports it may have
     * @throws IOException where the address has none free
     */
    static HostSocket open(
            InetAddress address, PortRange ports, RandomGenerator random, ReceiveLoop loop, Receiver receiver)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            bind(channel, address, ports, random);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            HostSocket socket = new HostSocket(channel, new InetSocketAddress(address, port), loop, receiver);
            boolean _ = channel.configureBlocking(false).isBlocking();
            loop.register(channel, socket);
            return socket;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(DatagramChannel channel, InetAddress address, PortRange ports, RandomGenerator random)
            throws IOException {
        if (ports.isAny()) {
            channel.bind(new InetSocketAddress(address, 0));
            return;
        }
        int size = ports.size();
        int first = random.nextInt(size);
        for (int i = 0; i < Math.min(size, MAX_TRIES); i++) {
            try {
                channel.bind(new InetSocketAddress(address, ports.min() + (first + i) % size));
                return;
            } catch (BindException e) {
                // Somebody has it; the next one.
            }
        }
        throw new BindException("no free port within " + ports.min() + " and " + ports.max());
    }

    @Override
    public boolean read() throws IOException {
        boolean urgent = false;
        for (int i = 0; i < MAX_AT_ONCE; i++) {
            view.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(view);
            if (from == null) {
                return urgent;
            }
            int length = view.position();
            urgent |= !MediaGate.isMedia(datagram, 0, length);
            if (dispatch(datagram, 0, length, from)
                    && !checks.offer(new DatagramPacket(Arrays.copyOf(datagram, length), length, from))) {
                overflowed();
            }
        }
        return true; // there is more, for which the system's room may not last
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        while (!closed) {
            try {
                DatagramPacket check = checks.take();
                if (!closed && fill(packet, check.getData(), 0, check.getLength(), check.getSocketAddress())) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new SocketException("closed"); // of any other kind the library would ask again, without end
    }

    @Override
    void send(byte[] buffer, int offset, int length, InetSocketAddress to) throws IOException {
        int _ = channel.send(ByteBuffer.wrap(buffer, offset, length), to);
    }

    @Override
    public InetSocketAddress getLocalSocketAddress() {
        return local;
    }

    @Override
    public DatagramSocket getUDPSocket() {
        return channel.socket();
    }

    /** Ends the wait of the library's thread. */
    @Override
    public void close() {
        closed = true;
        checks.clear();
        boolean _ = checks.offer(new DatagramPacket(new byte[0], 0)); // wakes it up
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a UDP socket did not close", e);
        }
        loop.released();
    }
}
