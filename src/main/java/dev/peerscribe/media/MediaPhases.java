package dev.peerscribe.media;

import org.springframework.context.SmartLifecycle;

/** The order in which media stops: a higher phase stops first. */
public final class MediaPhases {
    /** The engine, after everything that holds links or pictures. */
    public static final int ENGINE = SmartLifecycle.DEFAULT_PHASE - 30_000;

    /** The sessions; what consumes their tracks may stop in between, what drives them above. */
    public static final int SESSIONS = SmartLifecycle.DEFAULT_PHASE - 10_000;

    private MediaPhases() {}
}
