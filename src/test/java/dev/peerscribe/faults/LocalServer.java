package dev.peerscribe.faults;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server on this machine that may be down, and comes back where it was. */
public final class LocalServer implements AutoCloseable {
    private final HttpHandler handler;
    private final int port;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    public LocalServer(HttpHandler handler) {
        this.handler = handler;
        port = listen(0);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Listens, again where it was down. */
    public void up() {
        listen(port);
    }

    private int listen(int where) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), where), 50);
            ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
            listening.setExecutor(executor);
            listening.createContext("/", handler);
            listening.start();
            server = listening;
            threads = executor;
            return listening.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections, and closes those that are open. */
    public void down() {
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
            server = null;
        }
        ExecutorService executor = threads;
        if (executor != null) {
            executor.shutdownNow();
            threads = null;
        }
    }

    @Override
    public void close() {
        down();
    }
}
