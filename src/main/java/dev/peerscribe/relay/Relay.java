package dev.peerscribe.relay;

import dev.peerscribe.jobs.MeetingJobs;
import dev.peerscribe.media.Broadcasts;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.stage.Layout;
import dev.peerscribe.stage.LiveStage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One live output. Any thread. */
final class Relay implements MeetingJobs.Job {
    private final String id;
    private final Target target;
    private final Instant createdAt;
    private final LongSupplier ticker;
    private final RelayProgress progress;
    private final @Nullable Layout layout;
    private final Selection tracks;
    private final RelayRunner runner;
    private final TrackDecoders decoders;
    private final @Nullable LiveStage stage;
    private final Thread thread;

    /** What all live outputs share. */
    record House(
            RelayProperties properties,
            TargetRules rules,
            Authorities authorities,
            MediaSessions sessions,
            Broadcasts broadcasts,
            RelayMetrics metrics,
            Consumer<RelayEvent> publish,
            Clock clock,
            LongSupplier ticker,
            RandomGenerator random) {}

    Relay(String id, String meetingId, Target target, RelayRequest request, House house) {
        this.id = id;
        this.target = target;
        ticker = house.ticker();
        createdAt = house.clock().instant();
        progress = new RelayProgress(meetingId, id, house.clock(), house.metrics(), house.publish());
        RelayQueue queue = new RelayQueue(house.properties().queue(), progress::dropped);
        decoders = new TrackDecoders(
                new TrackDecoder.Name(meetingId, id),
                house.sessions(),
                house.properties().queue(),
                progress::dropped,
                ticker);
        // What another agent sends into a meeting may come from the one that this goes to.
        boolean participantsOnly = target instanceof Target.Meeting;
        layout = request.layout();
        if (layout == null) {
            stage = null;
            tracks = new TrackSelection(
                    house.sessions(), decoders, meetingId, request.participant(), participantsOnly, queue::offer);
        } else {
            stage = new LiveStage(
                    "relay-stage-" + id, house.properties().video().stage(layout), queue::offer, progress::dropped);
            tracks = new Ensemble(house.sessions(), decoders, meetingId, participantsOnly, stage);
        }
        runner = new RelayRunner(id, target, house, queue, tracks::kinds, progress);
        thread = Thread.ofPlatform().name("relay-" + id).daemon().unstarted(() -> {
            MDC.put("meeting", meetingId);
            MDC.put("relay", id);
            try {
                runner.run();
            } finally {
                tracks.close();
            }
        });
    }

    void start() {
        if (stage != null) {
            stage.start();
        }
        thread.start();
    }

    @Override
    public void end() {
        tracks.close();
        runner.end();
    }

    @Override
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        return (thread.getState() == Thread.State.NEW || thread.join(bound))
                && tracks.awaitEnd(left(until))
                && decoders.awaitEnd(left(until));
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(until - System.nanoTime(), 1));
    }

    @Override
    public String id() {
        return id;
    }

    Target target() {
        return target;
    }

    Selection tracks() {
        return tracks;
    }

    RelayState state() {
        return progress.state();
    }

    RelaySnapshot snapshot() {
        return progress.snapshot(target.shown(), tracks.participant(), layout, createdAt, ticker.getAsLong());
    }
}
