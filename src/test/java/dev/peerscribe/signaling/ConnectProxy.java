package dev.peerscribe.signaling;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that wants a password and leads every {@code CONNECT} to one port of this machine, whatever it names. */
final class ConnectProxy implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final int target;
    private final String authorization;
    private final LoopbackListener listener;

    /** Lets in who shows {@code authorization}. */
    ConnectProxy(int target, String authorization) throws IOException {
        this.target = target;
        this.authorization = authorization;
        listener = new LoopbackListener(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "connect-proxy", this::serve);
    }

    int port() {
        return listener.port();
    }

    /** The first lines of what was asked for. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve(Socket client) throws IOException {
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
                LoopbackListener.join(client, relay);
            }
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
