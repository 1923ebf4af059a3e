package dev.peerscribe.recording;

import dev.peerscribe.recording.RecordingEvent.RecordingEndedEarly;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Watches the room on the disk: says how long it lasts, and ends recordings while they can still be completed. First the
 * largest, and another each few seconds while the reserve is not whole, since room may be made meanwhile; all of them once
 * half of the reserve is used. Looks on the control thread.
 */
final class DiskGuard {
    private static final Logger log = LoggerFactory.getLogger(DiskGuard.class);

    /** Over which the rate of writing is averaged (s). */
    private static final double AVERAGED_SECONDS = 10;

    private static final long NEXT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier free;
    private final LongSupplier ticker;
    private final DoubleSupplier written;
    private final Runnable endings;
    private final ApplicationEventPublisher publisher;
    private final long reserve;
    private final long needed;
    // owned by the control thread
    private long lookedAt;
    private double seen;
    private double rate;
    private long endedAt;
    private volatile double minutesLeft = Double.POSITIVE_INFINITY;

    /**
     * A guard.
     *
     * @param free space on the disk (bytes)
     * @param ticker {@link System#nanoTime()}
     * @param written how much was ever written (bytes)
     * @param endings counts a recording that was ended
     */
    DiskGuard(
            RecordingProperties properties,
            LongSupplier free,
            LongSupplier ticker,
            DoubleSupplier written,
            Runnable endings,
            ApplicationEventPublisher publisher) {
        this.free = free;
        this.ticker = ticker;
        this.written = written;
        this.endings = endings;
        this.publisher = publisher;
        reserve = properties.diskReserve().toBytes();
        needed = properties.minFreeDisk().toBytes();
        lookedAt = ticker.getAsLong();
        endedAt = lookedAt - NEXT_NANOS;
        seen = written.getAsDouble();
    }

    /** Whether a further recording may be begun. */
    boolean hasRoom() {
        return free.getAsLong() >= needed;
    }

    /** How long recording can go on at the rate of the last seconds (min); infinite where nothing is written. */
    double minutesLeft() {
        return minutesLeft;
    }

    /** Ends what must end. */
    void look(Collection<Recording> live) {
        long now = ticker.getAsLong();
        long room = free.getAsLong();
        measure(now);
        double spare = Math.max(0, room - reserve);
        minutesLeft = rate < 1 ? Double.POSITIVE_INFINITY : spare / rate / 60;
        if (room >= reserve) {
            return;
        }
        List<Recording> active = live.stream().filter(Recording::active).toList();
        if (room < reserve / 2) {
            active.forEach(recording -> end(recording, room));
        } else if (now - endedAt >= NEXT_NANOS) {
            active.stream().max(Comparator.comparingLong(Recording::bytes)).ifPresent(largest -> {
                endedAt = now;
                end(largest, room);
            });
        }
    }

    private void measure(long now) {
        double seconds = (now - lookedAt) / 1e9;
        if (seconds <= 0) {
            return;
        }
        double total = written.getAsDouble();
        double share = 1 - Math.exp(-seconds / AVERAGED_SECONDS);
        rate += share * ((total - seen) / seconds - rate);
        seen = total;
        lookedAt = now;
    }

    private void end(Recording recording, long room) {
        if (recording.endEarly("the disk is nearly full: the recording was ended early")) {
            log.warn("Recording {} is ended early: {} bytes are left on the disk", recording.id(), room);
            endings.run();
            publisher.publishEvent(new RecordingEndedEarly(recording.meetingId(), recording.id(), EndReason.DISK_FULL));
        }
    }
}
