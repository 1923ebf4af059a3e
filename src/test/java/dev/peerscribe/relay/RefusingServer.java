package dev.peerscribe.relay;

import dev.peerscribe.faults.FreePort;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that understands what is asked of it and says no, as one does to a wrong password or stream key. */
final class RefusingServer implements AutoCloseable {
    private static final int RTMP_HANDSHAKE = 1_536;

    private final ServerSocket server = FreePort.listen();
    private final AtomicInteger refused = new AtomicInteger();

    /** What is said to a client. */
    private interface Refusal {
        void to(Socket client) throws IOException;
    }

    private RefusingServer(Refusal refusal) throws IOException {
        Thread.ofVirtual().name("refusing-server").start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.setSoTimeout(5_000);
                    refused.incrementAndGet();
                    refusal.to(client);
                } catch (IOException e) {
                    // closed, or a client that went away
                }
            }
        });
    }

    /** RTSP that wants another name and password (RFC 2326 §10, 401). */
    static RefusingServer rtsp() throws IOException {
        return new RefusingServer(client -> {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String sequence = "";
            int body = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("CSeq:")) {
                    sequence = line;
                } else if (line.startsWith("Content-Length:")) {
                    body = Integer.parseInt(line.substring(15).strip());
                } else if (line.isEmpty()) {
                    long _ = in.skip(body);
                    body = 0;
                    String answer = "RTSP/1.0 401 Unauthorized\r\n" + sequence
                            + "\r\nWWW-Authenticate: Basic realm=\"stage\"\r\n\r\n";
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        });
    }

    /** RTMP that refuses to be connected to: a handshake, a command, and the error that answers it. */
    static RefusingServer rtmp() throws IOException {
        return new RefusingServer(client -> {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            int version = in.readUnsignedByte();
            byte[] theirs = in.readNBytes(RTMP_HANDSHAKE);
            out.write(version);
            out.write(new byte[RTMP_HANDSHAKE]);
            out.write(theirs);
            in.skipNBytes(RTMP_HANDSHAKE);
            int _ = in.read(); // the command begins
            byte[] error = error();
            out.write(3); // a whole header on the chunk stream of commands
            out.write(new byte[3]);
            out.write(new byte[] {0, 0, (byte) error.length});
            out.write(20);
            out.write(new byte[4]);
            out.write(error);
            out.flush();
            while (in.read() >= 0) {
                // until it has understood
            }
        });
    }

    /** In AMF 0, and shorter than a chunk. */
    private static byte[] error() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        text(out, "_error");
        out.write(0);
        out.writeDouble(1);
        out.write(5);
        out.write(3);
        out.writeUTF("level");
        text(out, "error");
        out.writeUTF("code");
        text(out, "NetConnection.Connect.Rejected");
        out.write(new byte[] {0, 0, 9});
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.write(2);
        out.writeUTF(text);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Clients that came. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
