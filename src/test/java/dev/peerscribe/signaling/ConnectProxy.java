package dev.peerscribe.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that wants a password and leads every {@code CONNECT} to one port of this machine, whatever it names. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final int target;
    private final String authorization;

    /** Lets in who shows {@code authorization}. */
    ConnectProxy(int target, String authorization) throws IOException {
        this.target = target;
        this.authorization = authorization;
        Thread.ofVirtual().name("connect-proxy").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The first lines of what was asked for. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("connect-proxy-client").start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            sockets.add(client);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = client.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            requests.add(head.substring(0, head.indexOf("\r\n")));
            boolean known = head.toString().contains("Proxy-Authorization: " + authorization + "\r\n");
            answer(client, known ? "200 Connected" : "407 Proxy Authentication Required");
            if (known) {
                try (Socket relay = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    sockets.add(relay);
                    Thread.ofVirtual().name("connect-proxy-back").start(() -> copy(relay, client));
                    copy(client, relay);
                }
            }
        } catch (IOException e) {
            // a client that went away
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side ended, so the other does
        }
    }
}
