package dev.peerscribe.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine that nobody listens on and that no system gives to a client by itself: whoever leaves such a port
 * finds it free when he comes back, and a client that tries it meanwhile cannot happen to be connected with itself.
 */
public final class FreePort {
    /** Below the ephemeral ports of Linux, which begin at 32768, and of RFC 6335. */
    private static final int LEAST = 20_000;

    private static final int MOST = 32_000;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /** A port that was free a moment ago. */
    public static int any() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }

    /** Listens on one. */
    public static ServerSocket listen() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(LEAST, MOST));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Listens on a port that was listened on before. */
    public static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
