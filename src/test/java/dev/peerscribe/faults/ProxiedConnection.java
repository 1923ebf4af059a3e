package dev.peerscribe.faults;

import dev.peerscribe.faults.FaultProxy.Direction;
import dev.peerscribe.faults.FaultProxy.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One client's way through the proxy: two sockets and a thread for each direction. */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server;
    private final Consumer<ProxiedConnection> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private Fault fault;
    /** Guarded by the lock. */
    private boolean over;

    ProxiedConnection(Socket client, Socket server, Fault fault, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.server = server;
        this.fault = fault;
        this.onEnd = onEnd;
    }

    void start() {
        Thread.ofVirtual().name("fault-proxy-to-server").start(() -> pump(client, server, Direction.TO_SERVER));
        Thread.ofVirtual().name("fault-proxy-to-client").start(() -> pump(server, client, Direction.TO_CLIENT));
    }

    void become(Fault next) {
        lock.lock();
        try {
            fault = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends both sides with RST. */
    void reset() {
        try {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        close();
    }

    /** Ends both sides with FIN. */
    void close() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onEnd.accept(this);
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    private void pump(Socket from, Socket to, Direction way) {
        byte[] bytes = new byte[8192];
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                forward(bytes, count, out, way);
            }
            passable(way);
        } catch (IOException e) {
            // one side ended, so the other does
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void forward(byte[] bytes, int count, OutputStream out, Direction way)
            throws IOException, InterruptedException {
        int written = 0;
        while (written < count) {
            switch (passable(way)) {
                case Fault.Slow slow -> {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / slow.bytesPerSecond());
                    out.write(bytes[written++]);
                }
                case Fault.Corrupt _
                when way == Direction.TO_CLIENT -> {
                    bytes[written + (count - written) / 2] ^= 1;
                    out.write(bytes, written, count - written);
                    written = count;
                }
                default -> {
                    out.write(bytes, written, count - written);
                    written = count;
                }
            }
            out.flush();
        }
    }

    /** Waits while nothing goes this way, the end of the stream neither; answers with what befalls the bytes then. */
    private Fault passable(Direction way) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && fault.blocks(way)) {
                changed.await();
            }
            if (over) {
                throw new IOException("the connection is over");
            }
            return fault;
        } finally {
            lock.unlock();
        }
    }
}
