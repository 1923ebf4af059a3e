package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real WebSocket client that owns the assertions about what it got. */
final class RelayPeer implements AutoCloseable {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private RelayPeer(HttpClient client, URI uri, @Nullable String origin) throws Exception {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        if (origin != null) {
            builder.header("Origin", origin);
        }
        socket = builder.buildAsync(uri, new Listener()).get(10, TimeUnit.SECONDS);
    }

    /** A peer of which the relay knows: it has its 101 a moment before it is counted, and would miss what is said meanwhile. */
    static RelayPeer join(HttpClient client, OpenRelay relay, String path) throws Exception {
        int before = relay.clients();
        RelayPeer peer = new RelayPeer(client, URI.create("ws://127.0.0.1:" + relay.port() + path), null);
        await().until(() -> relay.clients() > before);
        return peer;
    }

    static RelayPeer joinFrom(HttpClient client, OpenRelay relay, String origin) throws Exception {
        return new RelayPeer(client, URI.create("ws://127.0.0.1:" + relay.port() + "/"), origin);
    }

    void send(String text) throws Exception {
        socket.sendText(text, true).get(10, TimeUnit.SECONDS);
    }

    void sendBinary(int bytes) throws Exception {
        socket.sendBinary(ByteBuffer.allocate(bytes), true).get(30, TimeUnit.SECONDS);
    }

    String gets() throws InterruptedException {
        String frame = received.poll(10, TimeUnit.SECONDS);
        assertThat(frame).as("a frame within 10 s").isNotNull();
        return frame;
    }

    /** What came so far and was not asked for yet is nothing. */
    void gotNothingElse() {
        assertThat(received).isEmpty();
    }

    int isClosed() throws ExecutionException, InterruptedException, TimeoutException {
        return closed.get(15, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(1006);
        }
    }
}
