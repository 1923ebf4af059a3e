package dev.peerscribe.signaling;

import dev.peerscribe.signaling.LifeState.Away;
import dev.peerscribe.signaling.LifeState.Closed;
import dev.peerscribe.signaling.LifeState.Connected;
import dev.peerscribe.signaling.LifeState.Connecting;
import dev.peerscribe.signaling.LifeState.GivenUp;
import dev.peerscribe.signaling.LifeState.Outage;
import dev.peerscribe.signaling.LifeState.Reconnecting;
import dev.peerscribe.signaling.LifeState.Refused;
import dev.peerscribe.signaling.LifeState.Step;
import dev.peerscribe.signaling.LifeState.Suspended;
import dev.peerscribe.signaling.LifeState.Trying;
import dev.peerscribe.signaling.LifeState.Waiting;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a connection goes from state to state; times are {@link System#nanoTime()} given by the caller. Owned by the
 * connection's loop.
 *
 * @param <L> a link; its identity is the epoch of what it tells
 */
final class ConnectionLife<L> {
    private final ReconnectPolicy policy;
    private final DoubleSupplier random;

    private LifeState<L> state;
    private boolean everOpened;
    private long reconnects;
    private @Nullable String lastError;

    ConnectionLife(ReconnectPolicy policy, DoubleSupplier random, long now) {
        this.policy = policy;
        this.random = random;
        this.state = new Connecting<>(new Outage(now, 0), new Waiting<>(now));
    }

    LifeState<L> state() {
        return state;
    }

    ConnectionState name() {
        return state.name();
    }

    long reconnects() {
        return reconnects;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    /** The attempt under way or the open link; null where there is neither. */
    @Nullable
    L link() {
        return switch (state) {
            case Connected<L> it -> it.link();
            case Away<L> it -> it.step() instanceof Trying<L> trying ? trying.link() : null;
            case GivenUp<L> _, Closed<L> _ -> null;
        };
    }

    /** Whether an attempt is due. */
    boolean isDue(long now) {
        return state instanceof Away<L> away && away.step() instanceof Waiting<L> waiting && now - waiting.until() >= 0;
    }

    /** An attempt begins; only where one {@link #isDue}. */
    void trying(L link, long now) {
        if (!(state instanceof Away<L> away && away.step() instanceof Waiting<L>)) {
            throw new IllegalStateException("an attempt while " + state.name());
        }
        state = away.with(new Trying<>(link, now + policy.connectTimeout().toNanos()));
    }

    /** Whether the attempt under way takes too long. */
    boolean isOverdue(long now) {
        return state instanceof Away<L> away && away.step() instanceof Trying<L> trying && now - trying.deadline() >= 0;
    }

    /** The attempt under way became an open link; true where it came back after a loss. */
    boolean opened(long now) {
        if (!(state instanceof Away<L> away && away.step() instanceof Trying<L> trying)) {
            throw new IllegalStateException("a link opened while " + state.name());
        }
        state = new Connected<>(trying.link(), now, away.outage().attempts());
        boolean again = everOpened;
        everOpened = true;
        if (again) {
            reconnects++;
        }
        return again;
    }

    /** The attempt under way failed or the open link was lost; the time of the next attempt follows. */
    void lost(ConnectFailure failure, long now) {
        Outage outage;
        switch (state) {
            case Connected<L> it -> {
                boolean stable = policy.stable(Duration.ofNanos(now - it.since()));
                outage = new Outage(now, stable ? 0 : it.attempts() + 1);
            }
            case Away<L> it ->
                outage = new Outage(it.outage().since(), it.outage().attempts() + 1);
            case GivenUp<L> _, Closed<L> _ -> {
                return;
            }
        }
        lastError = failure.reason();
        if (policy.exhausted(outage.attempts())) {
            state = new GivenUp<>();
            return;
        }
        Duration away = Duration.ofNanos(now - outage.since());
        Duration wait = failure.terminal()
                ? policy.afterRefusal(failure.retryAfter())
                : policy.after(failure.retryAfter(), policy.delay(outage.attempts(), away, random.getAsDouble()));
        Step<L> next = new Waiting<>(now + wait.toNanos());
        if (failure.terminal()) {
            state = new Refused<>(outage, next);
        } else {
            state = policy.suspended(away) ? new Suspended<>(outage, next) : new Reconnecting<>(outage, next);
        }
    }

    /** Time passed; true where the state is another now. */
    boolean passed(long now) {
        if ((state instanceof Connecting<L> || state instanceof Reconnecting<L>)
                && state instanceof Away<L> away
                && policy.suspended(Duration.ofNanos(now - away.outage().since()))) {
            state = new Suspended<>(away.outage(), away.step());
            return true;
        }
        return false;
    }

    void closed() {
        state = new Closed<>();
    }
}
