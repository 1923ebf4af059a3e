package dev.peerscribe.sender;

import dev.peerscribe.passthrough.SenderConnection;
import java.net.http.HttpClient;

/** What all senders of a process share: the thread that sends, the transports' own, and the client of relays. */
public final class SenderStudio implements AutoCloseable {
    private final SendLoop loop = new SendLoop();
    private final SenderConnection.Shared transports = new SenderConnection.Shared(false);
    private final HttpClient http = HttpClient.newHttpClient();

    SendLoop loop() {
        return loop;
    }

    SenderConnection.Shared transports() {
        return transports;
    }

    HttpClient http() {
        return http;
    }

    /** How late anything was ever sent: what is more than some milliseconds says that the machine is too slow. */
    public long worstLatenessNanos() {
        return loop.worstLatenessNanos();
    }

    /** After all its senders. */
    @Override
    public void close() {
        loop.close();
        transports.close();
        http.shutdownNow();
    }
}
