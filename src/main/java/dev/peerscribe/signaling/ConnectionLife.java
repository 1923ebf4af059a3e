package dev.peerscribe.signaling;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The states of a connection and when it is tried next; times are {@link System#nanoTime()} given by the caller. Owned by
 * the connection's loop.
 */
final class ConnectionLife {
    private final ReconnectPolicy policy;
    private final DoubleSupplier random;

    private ConnectionState state = ConnectionState.CONNECTING;
    /** Attempts since the last stable link. */
    private int attempts;
    /** Since when there is no link. */
    private long awaySince;
    /** When the current link opened. */
    private long openedAt;
    /** When the next attempt is due, where none is under way and no link is open. */
    private long nextAttempt;

    private boolean everOpened;
    private long reconnects;
    private @Nullable String lastError;

    ConnectionLife(ReconnectPolicy policy, DoubleSupplier random, long now) {
        this.policy = policy;
        this.random = random;
        this.awaySince = now;
        this.nextAttempt = now;
    }

    ConnectionState state() {
        return state;
    }

    long reconnects() {
        return reconnects;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    long nextAttempt() {
        return nextAttempt;
    }

    /** A link opened; true where it came back after a loss. */
    boolean opened(long now) {
        boolean again = everOpened;
        everOpened = true;
        if (again) {
            reconnects++;
        }
        openedAt = now;
        state = ConnectionState.CONNECTED;
        return again;
    }

    /** An attempt failed or the link was lost; the time of the next attempt follows. */
    void lost(String reason, boolean refused, long now) {
        if (state == ConnectionState.CONNECTED) {
            awaySince = now;
            attempts = policy.stable(Duration.ofNanos(now - openedAt)) ? 0 : attempts + 1;
        } else {
            attempts++;
        }
        lastError = reason;
        if (refused) {
            state = ConnectionState.ERROR;
            nextAttempt = now + policy.afterRefusal().toNanos();
            return;
        }
        Duration away = Duration.ofNanos(now - awaySince);
        state = policy.suspended(away) ? ConnectionState.SUSPENDED : ConnectionState.RECONNECTING;
        nextAttempt = now + policy.delay(attempts, away, random.getAsDouble()).toNanos();
    }

    /** Time passed; true where the state is another now. */
    boolean passed(long now) {
        boolean trying = state == ConnectionState.CONNECTING || state == ConnectionState.RECONNECTING;
        if (trying && policy.suspended(Duration.ofNanos(now - awaySince))) {
            state = ConnectionState.SUSPENDED;
            return true;
        }
        return false;
    }

    void closed() {
        state = ConnectionState.DISCONNECTED;
    }
}
