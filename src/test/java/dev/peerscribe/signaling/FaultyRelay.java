package dev.peerscribe.signaling;

import dev.peerscribe.faults.FreePort;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An open relay on bare sockets, so that it can break every rule that a WebSocket server's library would keep. */
final class FaultyRelay implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final JsonMapper json = new JsonMapper();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final List<Integer> closeCodes = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile ServerSocket server;

    /** The HTTP status of the next handshakes; 101 upgrades, 0 never answers. */
    volatile int status = 101;
    /** Whether every frame also goes back to who sent it. */
    volatile boolean echoes;

    /** Whether a refusal asks for a password. */
    volatile boolean challenges;

    /** What a refusal says of another attempt; empty for nothing. */
    volatile String retryAfter = "";

    volatile boolean answersPings = true;
    volatile boolean reads = true;
    /** The handshakes that came, whatever became of them. */
    final AtomicInteger handshakes = new AtomicInteger();

    FaultyRelay() throws IOException {
        server = listen(FreePort.any());
        port = server.getLocalPort();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    /** The text frames that came from all clients. */
    List<String> frames() {
        return frames;
    }

    List<Integer> closeCodes() {
        return closeCodes;
    }

    int clients() {
        return clients.size();
    }

    /** Ends every connection without a word. */
    void cut() {
        clients.forEach(Client::cut);
    }

    void closeAll(int code) {
        byte[] body = ByteBuffer.allocate(2).putShort((short) code).array();
        clients.forEach(client -> client.write(0x80 | CLOSE, body));
    }

    void send(String text) {
        clients.forEach(client -> client.write(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    void sendBinary(byte[] bytes) {
        clients.forEach(client -> client.write(0x80 | BINARY, bytes));
    }

    /** One text message in many WebSocket frames. */
    void sendFragmented(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Client client : clients) {
            for (int i = 0; i < bytes.length; i++) {
                boolean last = i == bytes.length - 1;
                client.write((last ? 0x80 : 0) | (i == 0 ? TEXT : 0), new byte[] {bytes[i]});
            }
        }
    }

    /** Bytes that are no WebSocket frame, as {@code bytes} has them. */
    void sendRaw(byte[] bytes) {
        clients.forEach(client -> client.writeRaw(bytes));
    }

    /** Nobody listens on the port any more. */
    void stop() throws IOException {
        server.close();
        cut();
    }

    void restart() throws IOException {
        server = listen(port);
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private ServerSocket listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.setReceiveBufferSize(8192);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
        Thread.ofVirtual().name("faulty-relay").start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Client client = new Client(socket.accept());
                Thread.ofVirtual().name("faulty-relay-client").start(client::serve);
            } catch (IOException e) {
                return;
            }
        }
    }

    private void relay(Client from, String text) {
        frames.add(text);
        ObjectNode envelope = (ObjectNode) json.readTree(text);
        envelope.put("sender_id", from.id).put("timestamp", System.currentTimeMillis() / 1000);
        byte[] stamped = json.writeValueAsBytes(envelope);
        for (Client client : clients) {
            if (client != from || echoes) {
                client.write(0x80 | TEXT, stamped);
            }
        }
    }

    private final class Client {
        final String id = "peer-" + ids.incrementAndGet();
        private final Socket socket;

        Client(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                String key = handshakeKey(in);
                handshakes.incrementAndGet();
                int answer = status;
                if (answer == 0) {
                    clients.add(this);
                    in.readByte();
                    return;
                }
                String head = answer == 101
                        ? "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(key) + "\r\n\r\n"
                        : "HTTP/1.1 " + answer + " No\r\n"
                                + (challenges ? "WWW-Authenticate: Basic realm=\"x\"\r\n" : "")
                                + (retryAfter.isEmpty() ? "" : "Retry-After: " + retryAfter + "\r\n")
                                + "Content-Length: 0\r\n\r\n";
                writeRaw(head.getBytes(StandardCharsets.ISO_8859_1));
                if (answer == 101) {
                    clients.add(this);
                    while (frame(in)) {
                        // until closed
                    }
                }
            } catch (IOException | GeneralSecurityException e) {
                // a client that went away
            } finally {
                clients.remove(this);
            }
        }

        private String handshakeKey(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                head.append((char) next);
            }
            return head.toString()
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18))
                    .map(line -> line.substring(18).strip())
                    .findFirst()
                    .orElseThrow(EOFException::new);
        }

        private String accept(String key) throws GeneralSecurityException {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        }

        private boolean frame(DataInputStream in) throws IOException {
            int head = in.readUnsignedByte();
            long length = in.readUnsignedByte() & 0x7f;
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] mask = new byte[4];
            in.readFully(mask);
            byte[] body = new byte[(int) length];
            in.readFully(body);
            for (int i = 0; i < body.length; i++) {
                body[i] ^= mask[i % 4];
            }
            while (!reads && !socket.isClosed()) {
                LockSupport.parkNanos(1_000_000);
            }
            switch (head & 0x0f) {
                case TEXT -> relay(this, new String(body, StandardCharsets.UTF_8));
                case PING -> {
                    if (answersPings) {
                        write(0x80 | PONG, body);
                    }
                }
                case CLOSE -> {
                    closeCodes.add(
                            body.length < 2 ? 1005 : ByteBuffer.wrap(body).getShort() & 0xffff);
                    write(0x80 | CLOSE, body);
                    return false;
                }
                default -> {}
            }
            return true;
        }

        void write(int head, byte[] body) {
            ByteBuffer frame = ByteBuffer.allocate(10 + body.length).put((byte) head);
            if (body.length < 126) {
                frame.put((byte) body.length);
            } else if (body.length < 65536) {
                frame.put((byte) 126).putShort((short) body.length);
            } else {
                frame.put((byte) 127).putLong(body.length);
            }
            frame.put(body).flip();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            writeRaw(bytes);
        }

        synchronized void writeRaw(byte[] bytes) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                // a client that went away
            }
        }

        void cut() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // it is gone already
            }
        }
    }
}
