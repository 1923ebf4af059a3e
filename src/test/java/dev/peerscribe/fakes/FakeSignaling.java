package dev.peerscribe.fakes;

import dev.peerscribe.signaling.ConnectionLimitException;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingConnections;
import dev.peerscribe.signaling.SignalingEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Opens connections that are connected at once. */
public final class FakeSignaling implements SignalingConnections {
    private final List<FakeConnection> opened = new CopyOnWriteArrayList<>();
    private volatile int limit = Integer.MAX_VALUE;

    @Override
    public SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener) {
        if (opened.size() >= limit) {
            throw new ConnectionLimitException(limit);
        }
        FakeConnection connection = new FakeConnection(spec, listener);
        opened.add(connection);
        return connection;
    }

    /** There may be so many from now on. */
    public void opensAtMost(int connections) {
        limit = connections;
    }

    public FakeConnection of(String meetingId) {
        return opened.stream()
                .filter(connection -> connection.id().equals(meetingId))
                .findAny()
                .orElseThrow();
    }

    public List<FakeConnection> opened() {
        return opened;
    }
}
