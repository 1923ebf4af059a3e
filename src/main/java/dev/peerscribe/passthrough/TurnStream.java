package dev.peerscribe.passthrough;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TURN server over TCP or TLS. With TLS its certificate must be trusted and be for the host that the configuration
 * names. A virtual thread writes, so that a server that does not read makes nobody wait.
 */
final class TurnStream implements TurnConnection {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int CAPACITY = 256;
    private static final int HEADER = 4;
    private static final byte[] END = {};

    private final InetSocketAddress server;
    private final String host;
    private final @Nullable SSLContext tls;
    private final Socket plain = new Socket();
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(CAPACITY);
    /** Set by {@link #connect}, before anybody reads or writes. */
    private volatile Socket socket = plain;
    /** Owned by whoever reads. */
    private InputStream input = InputStream.nullInputStream();

    /** @param tls null for TCP */
    TurnStream(InetSocketAddress server, String host, @Nullable SSLContext tls) {
        this.server = server;
        this.host = host;
        this.tls = tls;
    }

    @Override
    public boolean isReliable() {
        return true;
    }

    @Override
    public void connect() throws IOException {
        plain.connect(server, CONNECT_TIMEOUT_MILLIS);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
        if (tls != null) {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, server.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            socket = secured;
            secured.startHandshake();
        }
        input = new BufferedInputStream(socket.getInputStream(), 8 * MAX_MESSAGE);
        OutputStream output = socket.getOutputStream();
        Thread.ofVirtual().name("turn-writer").start(() -> drain(output));
    }

    private void drain(OutputStream output) {
        try {
            for (byte[] message = outgoing.take(); message.length > 0; message = outgoing.take()) {
                output.write(message);
            }
            abort();
        } catch (IOException e) {
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read(byte[] buffer, int timeoutMillis) throws IOException {
        socket.setSoTimeout(timeoutMillis);
        fill(buffer, 0, HEADER);
        int said = (buffer[2] & 0xff) << 8 | (buffer[3] & 0xff);
        int length = switch (buffer[0] & 0xc0) {
            case 0x00 -> StunHeader.LENGTH + said;
            case 0x40 -> HEADER + ((said + 3) & ~3);
            default -> throw new IOException("neither STUN nor ChannelData");
        };
        if (length > MAX_MESSAGE) {
            throw new IOException("a message of " + length + " bytes");
        }
        fill(buffer, HEADER, length - HEADER);
        return length;
    }

    private void fill(byte[] buffer, int offset, int length) throws IOException {
        if (input.readNBytes(buffer, offset, length) < length) {
            throw new EOFException("the server closed the connection");
        }
    }

    @Override
    public void write(byte[] message) {
        // Where the queue is full the server does not read: what it misses are datagrams that got lost.
        boolean _ = outgoing.offer(message);
    }

    @Override
    public DatagramSocket udpSocket() {
        return Unbound.SOCKET;
    }

    @Override
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) plain.getLocalSocketAddress();
    }

    /** Sends what waits and closes, or closes after a second where that takes longer. */
    @Override
    public void close() {
        if (!plain.isConnected() || !outgoing.offer(END)) {
            abort();
            return;
        }
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::abort);
    }

    private void abort() {
        try {
            // Not the TLS socket: its goodbye waits for whoever writes.
            plain.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a TCP socket did not close", e);
        }
    }

    /** One socket for all streams, which nothing is ever sent through. */
    private static final class Unbound {
        private static final DatagramSocket SOCKET = make();

        private static DatagramSocket make() {
            try {
                return new DatagramSocket(null);
            } catch (SocketException e) {
                throw new UncheckedIOException("a socket could not be made", e);
            }
        }
    }
}
