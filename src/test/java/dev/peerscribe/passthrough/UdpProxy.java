package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A path between two ends that can be cut: what comes to its front goes to the target from its back, and back again. */
final class UdpProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final DatagramChannel front;
    private final DatagramChannel back;
    private volatile @Nullable InetSocketAddress client;
    private volatile boolean cut;

    UdpProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        InetAddress here = target.getAddress();
        front = DatagramChannel.open().bind(new InetSocketAddress(here, 0));
        back = DatagramChannel.open().bind(new InetSocketAddress(here, 0));
        Thread.ofVirtual().start(() -> pump(front, back));
        Thread.ofVirtual().start(() -> pump(back, front));
    }

    /** A proxy in front of what a candidate names. */
    static UdpProxy before(String candidate) throws IOException {
        return new UdpProxy(Remotes.address(candidate));
    }

    /** The candidate with this proxy's front in place of its own address. */
    String candidate(String candidate) throws IOException {
        InetSocketAddress at = (InetSocketAddress) front.getLocalAddress();
        return candidate.replace(" " + target.getPort() + " typ", " " + at.getPort() + " typ");
    }

    /** From now on nothing gets through. */
    void cut() {
        cut = true;
    }

    /** From now on everything does. */
    void heal() {
        cut = false;
    }

    private void pump(DatagramChannel from, DatagramChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(2_048);
        try {
            while (true) {
                buffer.clear();
                InetSocketAddress sender = (InetSocketAddress) from.receive(buffer);
                if (from.equals(front)) {
                    client = sender;
                }
                InetSocketAddress receiver = from.equals(front) ? target : client;
                if (!cut && receiver != null) {
                    int _ = to.send(buffer.flip(), receiver);
                }
            }
        } catch (ClosedChannelException e) {
            // The end.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        back.close();
    }
}
