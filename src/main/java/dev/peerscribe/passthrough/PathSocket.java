package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.ice4j.socket.IceSocketWrapper;

/**
 * One local transport address that peers can be reached from, as the ICE library wants it. The library gives each a
 * thread that calls {@link #receive} for connectivity checks; everything else goes to the {@link Receiver} from the thread
 * that reads it, so that a packet of media meets no second thread and no queue.
 */
abstract class PathSocket extends IceSocketWrapper {
    /** Bytes of the largest datagram that is taken; what is larger comes cut off and fails authentication. */
    static final int MAX_DATAGRAM = 2_048;

    private final Receiver receiver;
    private final OpenRequests requests = new OpenRequests();

    PathSocket(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Sends a datagram; one that cannot go now is lost. */
    abstract void send(byte[] buffer, int offset, int length, InetSocketAddress to) throws IOException;

    /** The address that peers see, on this machine or on a relay. */
    @Override
    public abstract InetSocketAddress getLocalSocketAddress();

    /** Gives a datagram to whom it is for; true where it is a check that the library shall have. */
    final boolean dispatch(byte[] buffer, int offset, int length, InetSocketAddress from) {
        if (StunHeader.is(buffer, offset, length)) {
            return receiver.mayCheck(this, from, buffer, offset, length);
        }
        receiver.datagram(this, from, buffer, offset, length);
        return false;
    }

    /** Gives a check to the library; false where it has no room for it. */
    static boolean fill(DatagramPacket packet, byte[] buffer, int offset, int length, SocketAddress from) {
        byte[] data = packet.getData();
        if (length > data.length) {
            return false;
        }
        System.arraycopy(buffer, offset, data, 0, length);
        packet.setLength(length);
        packet.setSocketAddress(from);
        return true;
    }

    /** Whether a response answers a request of the library's that went out from here. */
    final boolean isAnswer(byte[] buffer, int offset) {
        return requests.answered(buffer, offset);
    }

    /** Counts a check that found no room. */
    final void overflowed() {
        receiver.overflowed();
    }

    @Override
    public final void send(DatagramPacket packet) throws IOException {
        SocketAddress to = packet.getSocketAddress();
        requests.sent(packet.getData(), packet.getOffset(), packet.getLength());
        send(packet.getData(), packet.getOffset(), packet.getLength(), (InetSocketAddress) to);
    }

    @Override
    public final InetAddress getLocalAddress() {
        return getLocalSocketAddress().getAddress();
    }

    @Override
    public final int getLocalPort() {
        return getLocalSocketAddress().getPort();
    }

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null where the socket is of the other kind
    public final Socket getTCPSocket() {
        return null;
    }

    /** Who gets what comes in. Called on the thread that reads; throws nothing. */
    interface Receiver {
        /** Whether a STUN message may go on to the library. */
        boolean mayCheck(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length);

        /** Any other datagram; the array is the socket's again on return, and may have been written to. */
        void datagram(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length);

        /** A check that might have gone on was dropped. */
        void overflowed();
    }
}
