package dev.peerscribe.passthrough;

import org.ice4j.TransportAddress;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.socket.IceSocketWrapper;
import org.jspecify.annotations.Nullable;

/** A host candidate on one of our own sockets. */
final class HostPath extends HostCandidate implements PathCandidate {
    private final PathSocket socket;

    HostPath(PathSocket socket, Component component) {
        super(socket, component);
        this.socket = socket;
    }

    @Override
    public PathSocket socket() {
        return socket;
    }

    /** The library asks for it only to word a log line, and takes null for an answer. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable IceSocketWrapper getStunSocket(TransportAddress serverAddress) {
        return null;
    }
}
