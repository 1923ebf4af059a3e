package dev.peerscribe.passthrough;

import java.net.InetSocketAddress;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidateExtendedType;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.socket.IceSocketWrapper;
import org.jspecify.annotations.Nullable;

/** A relayed candidate: an allocation on a TURN server. */
final class RelayPath extends LocalCandidate implements PathCandidate {
    private final PathSocket socket;

    @SuppressWarnings({"NullAway", "this-escape"}) // the library's way: no related candidate, and its own base
    RelayPath(PathSocket socket, InetSocketAddress server, Component component) {
        super(
                new TransportAddress(socket.getLocalSocketAddress(), Transport.UDP),
                component,
                CandidateType.RELAYED_CANDIDATE,
                CandidateExtendedType.TURN_RELAYED_CANDIDATE,
                null);
        this.socket = socket;
        setBase(this);
        setRelayServerAddress(new TransportAddress(server, Transport.UDP));
    }

    @Override
    public PathSocket socket() {
        return socket;
    }

    @Override
    protected IceSocketWrapper getCandidateIceSocketWrapper() {
        return socket;
    }

    /** The library asks for it only to word a log line, and takes null for an answer. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable IceSocketWrapper getStunSocket(TransportAddress serverAddress) {
        return null;
    }
}
