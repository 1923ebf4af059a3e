package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.LifetimeAttribute;
import org.ice4j.attribute.XorRelayedAddressAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An allocation on a TURN server (RFC 8656) as a socket: what is sent goes over channels, one a peer address, which are
 * bound when they are first used and kept with the allocation until it is closed.
 */
final class TurnAllocation extends PathSocket {
    /** Peer addresses of one allocation. */
    static final int MAX_CHANNELS = 64;

    private static final Logger log = LoggerFactory.getLogger(TurnAllocation.class);

    private static final long TICK_MILLIS = 250;
    private static final int ANSWER_TIMEOUT_MILLIS = 4_000;
    private static final long SECOND = 1_000_000_000L;
    private static final int DEFAULT_LIFETIME = 600;
    /** How long before the end an allocation is refreshed, at the latest; half of its life where that is less. */
    private static final int REFRESH_AHEAD = 60;

    private final TransportRuntime runtime;
    private final TurnConnection connection;
    private final TurnMessages messages;
    private final byte[] buffer = new byte[TurnConnection.MAX_MESSAGE];
    private final TurnChannels channels = new TurnChannels();
    /** Requests without an answer, by transaction; under the monitor. */
    private final Map<String, Pending> pending = new HashMap<>();

    /** Written once, before anybody else knows this object. */
    private @Nullable InetSocketAddress relayed;
    /** Under the monitor. */
    private long refreshAt;
    /** Under the monitor. */
    private @Nullable ScheduledFuture<?> ticks;
    /** Under the monitor. */
    private boolean closed;

    TurnAllocation(TransportRuntime runtime, IceServerUrl server, TurnConnection connection, Receiver receiver) {
        super(receiver);
        this.runtime = runtime;
        this.connection = connection;
        this.messages = new TurnMessages(
                Objects.requireNonNull(server.username()), Objects.requireNonNull(server.credential()));
    }

    /**
     * Connects and allocates; waits some seconds at most.
     *
     * @throws IOException where the server is not there, or refuses
     */
    void open() throws IOException {
        connection.connect();
        Response response = exchange(messages.allocate());
        for (int i = 0; i < 2 && messages.challenged(response); i++) {
            response = exchange(messages.allocate());
        }
        int error = TurnMessages.errorOf(response);
        if (error != 0 || !response.isSuccessResponse()) {
            throw new IOException("refused with " + error);
        }
        if (!messages.isAuthentic(response, buffer)
                || !(response.getAttribute(Attribute.XOR_RELAYED_ADDRESS) instanceof XorRelayedAddressAttribute at)) {
            throw new IOException("the answer is not the server's");
        }
        relayed = at.getAddress(response.getTransactionID());
        synchronized (this) {
            refreshed(response);
            if (!closed) {
                ticks = runtime.events()
                        .scheduleWithFixedDelay(this::look, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Asks and waits for the answer; over UDP asks again meanwhile. */
    private Response exchange(Request request) throws IOException {
        byte[] message = messages.encode(request);
        String id = TurnMessages.id(request);
        int tries = connection.isReliable() ? 1 : Pending.MAX_TRIES;
        for (int i = 0; i < tries; i++) {
            connection.write(message.clone());
            int wait = connection.isReliable()
                    ? ANSWER_TIMEOUT_MILLIS
                    : (int) TimeUnit.NANOSECONDS.toMillis(Pending.wait(i));
            try {
                while (true) {
                    int length = connection.read(buffer, wait);
                    if (messages.decode(buffer, length) instanceof Response response
                            && TurnMessages.id(response).equals(id)) {
                        return response;
                    }
                }
            } catch (SocketTimeoutException e) {
                // Asked again below.
            }
        }
        throw new SocketTimeoutException("no answer");
    }

    private void refreshed(Response response) {
        int seconds = response.getAttribute(Attribute.LIFETIME) instanceof LifetimeAttribute lifetime
                ? lifetime.getLifetime()
                : DEFAULT_LIFETIME;
        long in = Math.max(seconds / 2, seconds - REFRESH_AHEAD);
        refreshAt = runtime.nanoTime() + Math.max(1, in) * SECOND;
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        while (true) {
            int length;
            try {
                length = connection.read(buffer, 0);
            } catch (PortUnreachableException e) {
                // What was sent before did not arrive; what is sent next may.
                continue;
            } catch (ClosedChannelException | SocketException e) {
                throw e;
            } catch (IOException e) {
                // The library would ask again at once, without end, after any other kind.
                throw (SocketException) new SocketException("the way to the relay is over").initCause(e);
            }
            if (length < 4) {
                continue;
            }
            if ((buffer[0] & 0xc0) == 0x40) {
                int said = (buffer[2] & 0xff) << 8 | (buffer[3] & 0xff);
                InetSocketAddress peer = channels.peer((buffer[0] & 0xff) << 8 | (buffer[1] & 0xff));
                if (peer != null
                        && 4 + said <= length
                        && dispatch(buffer, 4, said, peer)
                        && fill(packet, buffer, 4, said, peer)) {
                    return;
                }
            } else if (messages.decode(buffer, length) instanceof Response response) {
                answered(response);
            }
            // Data indications are of peers without a channel: none that we ever sent to.
        }
    }

    private synchronized void answered(Response response) throws IOException {
        Pending request = pending.remove(TurnMessages.id(response));
        if (request == null) {
            return;
        }
        if (!response.isSuccessResponse()) {
            if (messages.challenged(response)) {
                request(request.channel());
            } else if (request.channel() != null) {
                request.channel().refused();
            }
            return;
        }
        if (!messages.isAuthentic(response, buffer)) {
            return;
        }
        if (request.channel() == null) {
            refreshed(response);
            return;
        }
        for (byte[] waiting : request.channel().bound(runtime.nanoTime())) {
            connection.write(waiting);
        }
    }

    /** Asks for a channel, or for more time where there is none named. */
    private void request(TurnChannels.@Nullable Channel channel) throws IOException {
        Message message = channel == null
                ? messages.refresh(DEFAULT_LIFETIME)
                : messages.bind(channel.number(), TurnMessages.peer(channel.peer()));
        byte[] bytes = messages.encode((Request) message);
        pending.put(TurnMessages.id(message), new Pending(bytes, channel, runtime.nanoTime()));
        connection.write(bytes.clone());
    }

    @Override
    synchronized void send(byte[] data, int offset, int length, InetSocketAddress to) throws IOException {
        if (closed) {
            return;
        }
        TurnChannels.Channel channel = channels.to(to);
        if (channel == null) {
            return;
        }
        byte[] message = channel.frame(data, offset, length, connection.isReliable());
        if (channel.isBound()) {
            connection.write(message);
        } else {
            channel.await(message);
        }
        if (channel.wantsBinding(runtime.nanoTime())) {
            request(channel);
        }
    }

    /** On the events thread, which drops what is thrown; without this nobody would keep the allocation. */
    private void look() {
        try {
            tick();
        } catch (RuntimeException e) {
            runtime.counters().mistake();
            log.error("An allocation failed", e);
            close();
        }
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        long now = runtime.nanoTime();
        try {
            for (Iterator<Pending> each = pending.values().iterator(); each.hasNext(); ) {
                Pending request = each.next();
                if (!request.isDue(now)) {
                    continue;
                }
                if (request.isOver() || connection.isReliable()) {
                    each.remove();
                } else {
                    connection.write(request.again(now));
                }
            }
            if (now - refreshAt >= 0) {
                refreshAt = now + REFRESH_AHEAD / 4 * SECOND;
                request(null);
            }
            for (TurnChannels.Channel channel : channels.all()) {
                if (channel.isBound() && channel.wantsBinding(now)) {
                    request(channel);
                }
            }
        } catch (IOException e) {
            // The server is out of reach for now; consent says when that has lasted too long.
        }
    }

    @Override
    public InetSocketAddress getLocalSocketAddress() {
        return Objects.requireNonNull(relayed);
    }

    @Override
    public DatagramSocket getUDPSocket() {
        return connection.udpSocket();
    }

    /** Gives the allocation back and closes the connection; never waits; idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (ticks != null) {
                ticks.cancel(false);
            }
            if (relayed != null && !connection.isReliable()) {
                try {
                    connection.write(messages.encode(messages.refresh(0)));
                } catch (IOException e) {
                    // It ends by itself when its time is over.
                }
            }
        }
        connection.close();
    }

    /** A request without an answer. */
    private static final class Pending {
        private static final int MAX_TRIES = 4;

        private final byte[] message;
        private final TurnChannels.@Nullable Channel channel;
        private long sentAt;
        private int tries = 1;

        private Pending(byte[] message, TurnChannels.@Nullable Channel channel, long now) {
            this.message = message;
            this.channel = channel;
            this.sentAt = now;
        }

        /** Nanoseconds until the next try after {@code tries}: RFC 8489 §6.2.1 with a first wait of 250 ms. */
        private static long wait(int tries) {
            return (SECOND / 4) << tries;
        }

        private TurnChannels.@Nullable Channel channel() {
            return channel;
        }

        private boolean isDue(long now) {
            return now - sentAt >= wait(tries - 1);
        }

        private boolean isOver() {
            return tries >= MAX_TRIES;
        }

        private byte[] again(long now) {
            sentAt = now;
            tries++;
            return message.clone();
        }
    }
}
