package dev.peerscribe.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has every client of a socket served on a thread of its own, and ends all of them when it ends. */
final class LoopbackListener implements AutoCloseable {
    /** What is done with a client; its socket is closed afterwards. */
    interface Service {
        void serve(Socket client) throws IOException;
    }

    private final ServerSocket server;
    private final Service service;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    LoopbackListener(ServerSocket server, String name, Service service) {
        this.server = server;
        this.service = service;
        Thread.ofVirtual().name(name).start(() -> accept(name + "-client"));
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept(String clientName) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (server.isClosed()) {
                    client.close(); // those who closed the others may not have seen this one
                }
                Thread.ofVirtual().name(clientName).start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            service.serve(client);
        } catch (IOException e) {
            // a client that was refused or went away
        } finally {
            sockets.remove(client);
        }
    }

    /** Carries bytes both ways, until one side ends. */
    static void join(Socket client, Socket server) {
        Thread back = Thread.ofVirtual().name("loopback-back").start(() -> copy(server, client));
        copy(client, server);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // one side ended, so the other does
        }
    }
}
