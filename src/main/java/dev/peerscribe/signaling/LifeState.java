package dev.peerscribe.signaling;

/**
 * Where a connection is in its life, with all that is true only there. Times are {@link System#nanoTime()}.
 *
 * @param <L> a link: one attempt and, if it succeeds, its socket
 */
sealed interface LifeState<L> {
    /** The word for it in events, REST, health and metrics. */
    ConnectionState name();

    /**
     * A link is open.
     *
     * @param since when it opened
     * @param attempts how many failed before it, since the last stable link
     */
    record Connected<L>(L link, long since, int attempts) implements LifeState<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.CONNECTED;
        }
    }

    /** No link is open, and one is tried for. */
    sealed interface Away<L> extends LifeState<L> {
        Outage outage();

        Step<L> step();

        /** The same state with another step. */
        Away<L> with(Step<L> next);
    }

    /** The first attempt. */
    record Connecting<L>(Outage outage, Step<L> step) implements Away<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.CONNECTING;
        }

        @Override
        public Away<L> with(Step<L> next) {
            return new Connecting<>(outage, next);
        }
    }

    /** A link was lost or did not come about, not long ago. */
    record Reconnecting<L>(Outage outage, Step<L> step) implements Away<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.RECONNECTING;
        }

        @Override
        public Away<L> with(Step<L> next) {
            return new Reconnecting<>(outage, next);
        }
    }

    /** Away for so long that attempts are rare. */
    record Suspended<L>(Outage outage, Step<L> step) implements Away<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.SUSPENDED;
        }

        @Override
        public Away<L> with(Step<L> next) {
            return new Suspended<>(outage, next);
        }
    }

    /** The server refused in a way that another attempt hardly cures, so attempts are rare. */
    record Refused<L>(Outage outage, Step<L> step) implements Away<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.ERROR;
        }

        @Override
        public Away<L> with(Step<L> next) {
            return new Refused<>(outage, next);
        }
    }

    /** As many attempts failed as there may be; none is made any more. */
    record GivenUp<L>() implements LifeState<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.ERROR;
        }
    }

    /** Closed because the agent wanted it. */
    record Closed<L>() implements LifeState<L> {
        @Override
        public ConnectionState name() {
            return ConnectionState.DISCONNECTED;
        }
    }

    /**
     * A time without a link.
     *
     * @param since when it began
     * @param attempts how many failed since the last stable link
     */
    record Outage(long since, int attempts) {}

    /** What is done about an outage. */
    sealed interface Step<L> {}

    /** The next attempt is due then. */
    record Waiting<L>(long until) implements Step<L> {}

    /** An attempt is under way and given up then. */
    record Trying<L>(L link, long deadline) implements Step<L> {}
}
