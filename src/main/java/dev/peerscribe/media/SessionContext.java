package dev.peerscribe.media;

import dev.peerscribe.signaling.SignalingConnection;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What the sessions of one meeting share.
 *
 * @param events where facts go; guarded, it never throws
 */
record SessionContext(
        String meetingId,
        SignalingConnection connection,
        MediaEngine engine,
        MediaProperties properties,
        MediaMetrics metrics,
        Lane.Source lanes,
        InstantSource clock,
        Consumer<MediaEvent> events) {}
