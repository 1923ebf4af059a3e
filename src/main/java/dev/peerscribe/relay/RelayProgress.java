package dev.peerscribe.relay;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.stage.Layout;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of one live output so far. Written by its thread, but for what is dropped; read by any. */
final class RelayProgress {
    private final String meetingId;
    private final String relayId;
    private final Clock clock;
    private final RelayMetrics metrics;
    private final Consumer<RelayEvent> publish;
    private final BitRate bitRate = new BitRate();
    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong sounds = new AtomicLong();
    /** Any thread. */
    private final AtomicLong dropped = new AtomicLong();

    private volatile Phase phase;
    private volatile int reconnects;
    private volatile RelaySnapshot.@Nullable Failure lastError;
    /** Whether it failed since it was live. */
    private boolean failed;

    private record Phase(RelayState state, Instant since) {}

    RelayProgress(String meetingId, String relayId, Clock clock, RelayMetrics metrics, Consumer<RelayEvent> publish) {
        this.meetingId = meetingId;
        this.relayId = relayId;
        this.clock = clock;
        this.metrics = metrics;
        this.publish = publish;
        phase = new Phase(RelayState.WAITING, clock.instant());
    }

    RelayState state() {
        return phase.state();
    }

    void waiting() {
        go(RelayState.WAITING, null);
    }

    /** An attempt begins; where it is a further one, the state says so already. */
    void connecting() {
        if (!failed) {
            go(RelayState.CONNECTING, null);
        } else {
            go(RelayState.RECONNECTING, null);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only its thread writes
    void live() {
        if (failed) {
            failed = false;
            reconnects++;
            metrics.reconnected();
        }
        go(RelayState.LIVE, null);
    }

    void failed(RelayFailure failure, boolean forGood) {
        failed = true;
        RelayCause cause = failure.why();
        metrics.failed(cause);
        lastError =
                new RelaySnapshot.Failure(cause, cause.fault(), String.valueOf(failure.getMessage()), clock.instant());
        go(forGood ? RelayState.FAILED : RelayState.RECONNECTING, cause);
        if (forGood) {
            publish.accept(new RelayEvent.RelayFinished(meetingId, relayId, RelayState.FAILED));
        }
    }

    /** Does nothing where it failed for good. */
    void ended() {
        if (phase.state() != RelayState.FAILED) {
            go(RelayState.ENDED, null);
            publish.accept(new RelayEvent.RelayFinished(meetingId, relayId, RelayState.ENDED));
        }
    }

    void sent(TrackKind kind, int bytes, long nanos) {
        (kind == TrackKind.VIDEO ? pictures : sounds).incrementAndGet();
        bitRate.add(bytes, nanos);
        metrics.sent(kind, bytes);
    }

    void dropped(TrackKind kind) {
        dropped.incrementAndGet();
        metrics.dropped(kind);
    }

    RelaySnapshot snapshot(
            String target, @Nullable String participant, @Nullable Layout layout, Instant createdAt, long nanos) {
        Phase now = phase;
        return new RelaySnapshot(
                relayId,
                meetingId,
                target,
                participant,
                layout,
                createdAt,
                now.state(),
                now.since(),
                new RelaySnapshot.Frames(pictures.get(), sounds.get(), dropped.get()),
                bitRate.at(nanos),
                reconnects,
                lastError);
    }

    private void go(RelayState to, @Nullable RelayCause cause) {
        RelayState from = phase.state();
        if (from != to) {
            phase = new Phase(to, clock.instant());
            publish.accept(new RelayEvent.RelayStateChanged(meetingId, relayId, from, to, cause));
        }
    }
}
