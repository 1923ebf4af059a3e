package dev.peerscribe.media;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the path of a session's link. One that breaks may heal by itself or be mended by an ICE restart, for which
 * signalling is needed: so while that is away too, the session waits longer. Every wait has a bound. Used on the session's
 * lane.
 */
final class PathWatch {
    /** Most interruptions heal within it, and a restart costs a round of negotiation. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private enum Path {
        CONNECTING,
        STANDS,
        BROKEN
    }

    private final MediaSession session;
    private final SessionContext context;
    private final Lane lane;
    private Path path = Path.CONNECTING;
    private boolean signalling;
    /** When the path broke. */
    private Instant broken = Instant.EPOCH;
    /** Gives the session up. */
    private Lane.@Nullable Delayed deadline;
    /** Asks for an ICE restart. */
    private Lane.@Nullable Delayed restart;

    PathWatch(MediaSession session, SessionContext context, Lane lane, boolean signalling) {
        this.session = session;
        this.context = context;
        this.lane = lane;
        this.signalling = signalling;
    }

    /** A link begins. */
    void connecting() {
        path = Path.CONNECTING;
        clear();
        giveUpAfter(context.properties().connectTimeout(), PathFailure.CONNECT_TIMEOUT);
    }

    void connected() {
        path = Path.STANDS;
        clear();
    }

    /** The path is away; {@code forGood} where the engine tries no more, so that only a restart can help. */
    void broke(boolean forGood) {
        switch (path) {
            case CONNECTING -> {
                if (forGood) {
                    session.giveUp(PathFailure.TRANSPORT_FAILED);
                }
            }
            case STANDS -> {
                path = Path.BROKEN;
                broken = context.clock().instant();
                await(forGood ? Duration.ZERO : GRACE);
            }
            case BROKEN -> {
                if (forGood && signalling) {
                    session.restart();
                }
            }
        }
    }

    /** Descriptions were exchanged: if the path was broken, it may come back now. */
    void described() {
        if (path == Path.BROKEN) {
            clear();
            giveUpAfter(context.properties().connectTimeout(), PathFailure.DISCONNECTED);
        }
    }

    /** Signalling came or went. A path that stands does not mind. */
    void signalling(boolean there) {
        signalling = there;
        if (path == Path.BROKEN) {
            await(Duration.ZERO);
        }
    }

    void clear() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
        if (restart != null) {
            restart.cancel();
            restart = null;
        }
    }

    private void await(Duration grace) {
        clear();
        if (signalling) {
            restart = lane.after(grace, session::restart);
            giveUpAfter(context.properties().disconnectTimeout(), PathFailure.DISCONNECTED);
        } else {
            giveUpAfter(context.properties().awayTimeout(), PathFailure.DISCONNECTED);
        }
    }

    private void giveUpAfter(Duration wait, PathFailure failure) {
        Duration bounded = wait;
        if (path == Path.BROKEN) {
            // However often signalling comes and goes, or the peer describes itself anew.
            Duration most =
                    context.properties().awayTimeout().plus(context.properties().disconnectTimeout());
            Duration left = Duration.between(context.clock().instant(), broken.plus(most));
            bounded = left.compareTo(wait) < 0 ? left : wait;
        }
        deadline = lane.after(bounded.isNegative() ? Duration.ZERO : bounded, () -> session.giveUp(failure));
    }
}
