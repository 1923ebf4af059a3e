package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The paths between us and a peer that connectivity checks proved, and which of them carries what we send: the nominated
 * one until media come in on another. Whoever knows an address of the peer can send from it, so what comes in has two
 * gates: checks are taken from who knows our password, so few a second that they are in nobody's way, and answers where we
 * asked; all else from paths only, and for a moment from who proved by a check to know the password.
 */
final class IcePaths implements PathSocket.Receiver {
    /** Addresses of one peer; each costs a pair of candidates. */
    static final int MAX_KNOWN = 128;

    /** Checks from known addresses that reach the library in a second, and as many at once. */
    static final int CHECKS_PER_SECOND = 200;

    /** As before, from addresses that are not known, which may be the peer's too (RFC 8445 §7.3.1.3). */
    static final int STRANGE_CHECKS_PER_SECOND = 50;

    /**
     * For how long the peer is believed by its check alone, in nanoseconds: it may send as soon as that was answered, when
     * our own, which the same one triggered, is still under way.
     */
    static final long EARLY = 5_000_000_000L;

    private final String localUfrag;
    private final CheckIntegrity integrity;
    private final LongSupplier nanoTime;
    private final TransportCounters counters;
    private final Sink sink;
    private final Set<InetSocketAddress> known = ConcurrentHashMap.newKeySet();
    /** When those who proved to know the password did so first. */
    private final Map<InetSocketAddress, Long> proved = new ConcurrentHashMap<>();

    private final List<Path> paths = new CopyOnWriteArrayList<>();
    /** Written by any thread; what is sent next goes there. */
    private volatile @Nullable Path current;

    private final Budget checks;
    private final Budget strangeChecks;

    IcePaths(String localUfrag, String localPassword, LongSupplier nanoTime, TransportCounters counters, Sink sink) {
        this.localUfrag = localUfrag;
        this.integrity = new CheckIntegrity(localPassword);
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.sink = sink;
        this.checks = new Budget(CHECKS_PER_SECOND, nanoTime.getAsLong());
        this.strangeChecks = new Budget(STRANGE_CHECKS_PER_SECOND, nanoTime.getAsLong());
    }

    /** An address is the peer's, or a server's that we ask. */
    void allow(InetSocketAddress address) {
        if (known.size() < MAX_KNOWN) {
            known.add(address);
        }
    }

    /** Who sent from this address knows our password. */
    void prove(InetSocketAddress address) {
        if (proved.size() < MAX_KNOWN) {
            proved.putIfAbsent(address, nanoTime.getAsLong());
        }
    }

    /** A check over this pair was answered: a path, with consent from now on. */
    void confirm(PathSocket socket, InetSocketAddress remote) {
        long now = nanoTime.getAsLong();
        Path path = find(socket, remote);
        if (path == null) {
            path = new Path(socket, remote, now);
            paths.add(path);
        }
        path.consentAt = now;
        path.heardAt = now;
        if (current == null) {
            current = path;
        }
    }

    /** The pair was nominated. */
    void nominate(PathSocket socket, InetSocketAddress remote) {
        Path path = find(socket, remote);
        if (path != null) {
            current = path;
        }
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** When anything came last, on any path. */
    long heardAt(long floor) {
        long latest = floor;
        for (Path path : paths) {
            latest = Math.max(latest - floor, path.heardAt - floor) + floor;
        }
        return latest;
    }

    /** When the peer consented last, on any path. */
    long consentAt(long floor) {
        long latest = floor;
        for (Path path : paths) {
            latest = Math.max(latest - floor, path.consentAt - floor) + floor;
        }
        return latest;
    }

    /** Leaves a path that is silent for one that is not. */
    void leaveSilent(long silentSince) {
        Path now = current;
        if (now == null || now.heardAt - silentSince >= 0) {
            return;
        }
        for (Path path : paths) {
            if (path.heardAt - silentSince >= 0) {
                current = path;
                return;
            }
        }
    }

    /** Sends a datagram to the peer; false where it could not go. */
    boolean send(byte[] buffer, int offset, int length) {
        Path path = current;
        if (path == null) {
            return false;
        }
        try {
            path.socket.send(buffer, offset, length, path.remote);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean mayCheck(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length) {
        boolean peer = known.contains(from);
        if (peer) {
            Path path = find(socket, from);
            if (path != null) {
                path.heardAt = nanoTime.getAsLong();
            }
        }
        if (StunHeader.isResponse(buffer, offset)) {
            boolean answer = peer && socket.isAnswer(buffer, offset);
            if (!answer) {
                counters.stranger();
            }
            return answer;
        }
        if (!(peer || known.size() < MAX_KNOWN) || !StunHeader.isCheckFor(localUfrag, buffer, offset, length)) {
            if (!(peer && StunHeader.isIndication(buffer, offset))) {
                counters.stranger();
            }
            return false;
        }
        if (!integrity.holds(buffer, offset, length)) {
            counters.unauthentic();
            return false;
        }
        boolean within = (peer ? checks : strangeChecks).take(nanoTime.getAsLong());
        if (!within) {
            counters.overflow();
        }
        return within;
    }

    @Override
    public void datagram(PathSocket socket, InetSocketAddress from, byte[] buffer, int offset, int length) {
        long now = nanoTime.getAsLong();
        Path path = current;
        if (path == null || !path.isBetween(socket, from)) {
            path = find(socket, from);
            if (path != null) {
                current = path;
            } else if (!isEarly(from, now)) {
                counters.stranger();
                return;
            }
        }
        if (path != null) {
            path.heardAt = now;
        }
        sink.datagram(buffer, offset, length, now);
    }

    @Override
    public void overflowed() {
        counters.overflow();
    }

    private boolean isEarly(InetSocketAddress from, long now) {
        Long since = proved.get(from);
        return since != null && now - since <= EARLY;
    }

    private @Nullable Path find(PathSocket socket, InetSocketAddress remote) {
        for (Path path : paths) {
            if (path.isBetween(socket, remote)) {
                return path;
            }
        }
        return null;
    }

    /** A local socket and a remote address between which a check went there and back. */
    private static final class Path {
        private final PathSocket socket;
        private final InetSocketAddress remote;
        /** Written by any thread. */
        private volatile long consentAt;
        /** Written by any thread. */
        private volatile long heardAt;

        private Path(PathSocket socket, InetSocketAddress remote, long now) {
            this.socket = socket;
            this.remote = remote;
            this.consentAt = now;
            this.heardAt = now;
        }

        private boolean isBetween(PathSocket local, InetSocketAddress address) {
            return socket.equals(local) && remote.equals(address);
        }
    }

    /** So many a second. */
    private static final class Budget {
        private static final long SECOND = 1_000_000_000L;

        private final int most;
        /** Under the monitor. */
        private long windowBegan;
        /** Under the monitor. */
        private int taken;

        private Budget(int most, long now) {
            this.most = most;
            this.windowBegan = now;
        }

        private synchronized boolean take(long now) {
            if (now - windowBegan >= SECOND) {
                windowBegan = now;
                taken = 0;
            }
            return ++taken <= most;
        }
    }

    /** Who gets what is not STUN, on the thread that reads. */
    @FunctionalInterface
    interface Sink {
        void datagram(byte[] buffer, int offset, int length, long nanos);
    }
}
