package dev.peerscribe.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on this machine in front of a real server, whose network can be made bad and whole again. It begins whole.
 * Every method may be called from any thread and holds for the connections there are and those to come, unless it says
 * otherwise.
 */
public final class FaultProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    /** What befalls the connections to come. Guarded by the lock, so that no change passes by one that is coming. */
    private Fault fault = new Fault.None();

    private volatile ServerSocket server;
    private volatile Thread acceptor;

    /** Listens on a free port and hands everything to {@code targetPort} of this machine. */
    public FaultProxy(int targetPort) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        server = FreePort.listen();
        acceptor = accepting(server);
        port = server.getLocalPort();
    }

    /** Where to connect in place of the target. */
    public int port() {
        return port;
    }

    /** A URL at the proxy, such as {@code uri("ws", "/room")}. */
    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + port + path);
    }

    /** The connections open now. */
    public int connections() {
        return connections.size();
    }

    /** All connections that ever came. */
    public int accepted() {
        return accepted.get();
    }

    /** Ends every open connection with RST, as a crash or a firewall does; new ones are as before. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Ends every open connection with FIN and no word of the protocol above; new ones are as before. */
    public void finish() {
        connections.forEach(ProxiedConnection::close);
    }

    /** Nothing comes through in either direction, and nobody is told; connections are still accepted. */
    public void blackHole() {
        become(new Fault.BlackHole());
    }

    /** Nothing comes through in one direction, and nobody is told. */
    public void halfOpen(Direction blocked) {
        become(new Fault.HalfOpen(blocked));
    }

    /** As {@link #blackHole}, for the open connections only: what they held back may come after what newer ones bring. */
    public void stallThoseOpen() {
        lock.lock();
        try {
            connections.forEach(connection -> connection.become(new Fault.BlackHole()));
        } finally {
            lock.unlock();
        }
    }

    /** Bytes trickle, so many a second in each direction. */
    public void slow(int bytesPerSecond) {
        become(new Fault.Slow(bytesPerSecond));
    }

    /** Flips a bit in everything the server says, which TLS must notice. */
    public void corrupt() {
        become(new Fault.Corrupt());
    }

    /** Nobody listens any more, and every open connection is cut. */
    public synchronized void refuse() throws IOException {
        server.close();
        try {
            // A socket that somebody accepts on is closed when he has gone.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    /** The network is whole: what was held back comes through, and connections are accepted. */
    public synchronized void heal() throws IOException {
        become(new Fault.None());
        if (server.isClosed()) {
            server = FreePort.listen(port);
            acceptor = accepting(server);
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
    }

    private void become(Fault next) {
        lock.lock();
        try {
            fault = next;
            connections.forEach(connection -> connection.become(next));
        } finally {
            lock.unlock();
        }
    }

    private Thread accepting(ServerSocket listening) {
        return Thread.ofVirtual().name("fault-proxy").start(() -> accept(listening));
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                accepted.incrementAndGet();
                serve(client);
            } catch (IOException e) {
                // closed, or a client that went away at once
            }
        }
    }

    private void serve(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(target);
        } catch (IOException e) {
            upstream.close();
            client.setSoLinger(true, 0);
            client.close();
            return;
        }
        add(client, upstream).start();
    }

    private ProxiedConnection add(Socket client, Socket upstream) {
        lock.lock();
        try {
            ProxiedConnection connection = new ProxiedConnection(client, upstream, fault, connections::remove);
            connections.add(connection);
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /** The ways through the proxy. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** What befalls a connection. */
    sealed interface Fault {
        record None() implements Fault {}

        record BlackHole() implements Fault {}

        record HalfOpen(Direction blocked) implements Fault {}

        record Slow(int bytesPerSecond) implements Fault {}

        record Corrupt() implements Fault {}

        /** Whether nothing goes this way. */
        default boolean blocks(Direction way) {
            return this instanceof BlackHole || (this instanceof HalfOpen(Direction blocked) && blocked == way);
        }
    }
}
