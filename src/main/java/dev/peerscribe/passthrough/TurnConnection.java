package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** The way to a TURN server: datagrams or a stream, messages in and out (RFC 8656 §3.1). */
interface TurnConnection extends AutoCloseable {
    /** Bytes of the largest message that is read. */
    int MAX_MESSAGE = 4_096;

    /** Whether messages arrive for certain, so that none is sent twice. */
    boolean isReliable();

    /** Connects; waits for a bounded time. */
    void connect() throws IOException;

    /**
     * Waits for a STUN or ChannelData message (RFC 8656 §12.4).
     *
     * @param buffer of {@link #MAX_MESSAGE} bytes at least
     * @param timeoutMillis 0 waits without end
     * @return its length, padding of a stream included
     * @throws java.net.SocketTimeoutException where none came
     * @throws IOException where the connection is over
     */
    int read(byte[] buffer, int timeoutMillis) throws IOException;

    /** Sends a message, which is given away; never waits, and loses it where it cannot go now. */
    void write(byte[] message) throws IOException;

    /** Something that says to the ICE library that this is UDP, as it is between the relay and the peer. */
    DatagramSocket udpSocket();

    /** Our end. */
    InetSocketAddress localAddress() throws IOException;

    /** Ends it at once; idempotent. */
    @Override
    void close();

    /** A connection, not yet connected, to a server. */
    static TurnConnection to(IceServerUrl server, InetSocketAddress address, TransportSettings settings)
            throws IOException {
        return server.transport() == IceServerUrl.Transport.UDP
                ? new TurnDatagrams(address)
                : new TurnStream(
                        address,
                        server.host(),
                        server.transport() == IceServerUrl.Transport.TLS ? settings.tls() : null);
    }
}
