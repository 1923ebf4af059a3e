package dev.peerscribe.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy does what it says, in front of a server that sends every byte back. */
@Timeout(20)
class FaultProxyTest {
    private ServerSocket echo;
    private FaultProxy proxy;
    private Socket client;

    @BeforeEach
    void connects() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = new FaultProxy(echo.getLocalPort());
        client = connect();
        assertThat(echoOf(client, 'a')).isEqualTo('a');
    }

    @AfterEach
    void closes() throws IOException {
        client.close();
        proxy.close();
        echo.close();
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void aCutIsAResetAndTheNextConnectionIsWhole() throws IOException {
        proxy.cut();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket next = connect()) {
            assertThat(echoOf(next, 'b')).isEqualTo('b');
        }
    }

    @Test
    void aFinishIsAnOrderlyEnd() throws IOException {
        proxy.finish();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aBlackHoleSwallowsUntilItHeals() throws IOException {
        proxy.blackHole();
        assertThat(silence(client, 'b')).isTrue();
        try (Socket next = connect()) {
            assertThat(silence(next, 'c')).isTrue();
        }
        proxy.heal();
        client.setSoTimeout(5000);
        assertThat(client.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void oneWayAloneCanBeBlocked() throws IOException {
        for (FaultProxy.Direction way : FaultProxy.Direction.values()) {
            proxy.halfOpen(way);
            assertThat(silence(client, 'b')).as("%s", way).isTrue();
            proxy.heal();
            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read()).isEqualTo('b');
        }
    }

    @Test
    void whatAnOldConnectionHeldBackComesAfterWhatANewOneBrings() throws IOException {
        proxy.stallThoseOpen();
        assertThat(silence(client, 'b')).isTrue();
        try (Socket next = connect()) {
            assertThat(echoOf(next, 'c')).isEqualTo('c');
        }
        proxy.heal();
        client.setSoTimeout(5000);
        assertThat(client.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void whatTheServerSaysIsCorrupted() throws IOException {
        proxy.corrupt();
        assertThat(echoOf(client, 'b')).isEqualTo('b' ^ 1);
    }

    @Test
    void refusedUntilItHealsOnTheSamePort() throws IOException {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        proxy.heal();
        try (Socket next = connect()) {
            assertThat(echoOf(next, 'd')).isEqualTo('d');
        }
    }

    @Test
    void slowBytesTrickle() throws IOException {
        proxy.slow(100);
        long begun = System.nanoTime();
        client.getOutputStream().write(new byte[20]);
        client.getInputStream().readNBytes(20);
        assertThat(System.nanoTime() - begun).isGreaterThan(190_000_000L);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static int echoOf(Socket socket, int sent) throws IOException {
        socket.getOutputStream().write(sent);
        return socket.getInputStream().read();
    }

    private static boolean silence(Socket socket, int sent) throws IOException {
        socket.getOutputStream().write(sent);
        socket.setSoTimeout(100);
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException e) {
                        // it was cut
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }
}
