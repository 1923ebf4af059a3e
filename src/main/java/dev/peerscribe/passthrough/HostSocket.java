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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.random.RandomGenerator;

/** A UDP socket on one of the machine's addresses. */
final class HostSocket extends PathSocket {
    /** Bytes the system may hold for us: a quarter of a second at 16 Mbit/s. */
    private static final int RECEIVE_BUFFER = 512 * 1_024;
    /** Ports of a range that are tried before the address is given up. */
    private static final int MAX_TRIES = 64;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    /** Owned by the thread that receives. */
    private final byte[] datagram = new byte[MAX_DATAGRAM];

    private final ByteBuffer view = ByteBuffer.wrap(datagram);

    private HostSocket(DatagramChannel channel, InetSocketAddress local, Receiver receiver) {
        super(receiver);
        this.channel = channel;
        this.local = local;
    }

    /**
     * Opens a socket.
     *
     * @param ports which local ports it may have
     * @throws IOException where the address has none free
     */
    static HostSocket open(InetAddress address, PortRange ports, RandomGenerator random, Receiver receiver)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            bind(channel, address, ports, random);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new HostSocket(channel, new InetSocketAddress(address, port), receiver);
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
    public void receive(DatagramPacket packet) throws IOException {
        while (true) {
            view.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(view);
            } catch (ClosedChannelException | SocketException e) {
                throw e;
            } catch (IOException e) {
                // The library would ask again at once, without end, after any other kind.
                throw (SocketException) new SocketException("the socket is of no use any more").initCause(e);
            }
            if (dispatch(datagram, 0, view.position(), from, packet)) {
                return;
            }
        }
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

    /** Ends the wait of the thread that receives. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a UDP socket did not close", e);
        }
    }
}
