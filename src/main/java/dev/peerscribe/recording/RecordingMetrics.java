package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of this package. */
final class RecordingMetrics {
    private final MeterRegistry registry;
    private final Counter bytes;
    private final Counter journalsRejected;
    private final Counter journalsUnwritten;
    private final Counter eventsDropped;
    private final Counter companionFailures;
    private final Counter recovered;
    private final Counter endedEarly;
    private final Map<TrackKind, Counter> written = new EnumMap<>(TrackKind.class);
    private final Map<TrackKind, Map<Drop, Counter>> dropped = new EnumMap<>(TrackKind.class);
    private final Map<TrackKind, Timer> encode = new EnumMap<>(TrackKind.class);

    /** Why a frame is not in a file. */
    enum Drop {
        /** The queue was full: the encoder, or the disk, is too slow. */
        OVERLOAD,
        /** It came too late to be shown. */
        LATE,
        /** Its planes or numbers contradict each other. */
        INVALID,
        /** It cannot be decoded, for want of a picture before it. */
        KEY_FRAME,
        /** The encoder failed. */
        ENCODER,
        /** The file could not be written. */
        DISK,
        /** Completing the files took too long. */
        STOP
    }

    /** What became of a file that was to be MP4. */
    enum Conversion {
        MADE,
        /** What is in it cannot be in MP4. */
        KEPT,
        /** The disk or the file was not good for it. */
        FAILED
    }

    RecordingMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes = Counter.builder("peerscribe.recording.bytes")
                .baseUnit(BaseUnits.BYTES)
                .description("Encoded sound and pictures written to files")
                .register(registry);
        journalsRejected = Counter.builder("peerscribe.recording.journals.rejected")
                .baseUnit("journals")
                .description("Folders whose recording.json could not be read at start")
                .register(registry);
        journalsUnwritten = Counter.builder("peerscribe.recording.journals.unwritten")
                .baseUnit("journals")
                .description("Times that what is known of a recording could not be written to the disk")
                .register(registry);
        eventsDropped = Counter.builder("peerscribe.recording.events.dropped")
                .baseUnit("events")
                .description("Facts about media that found no room in the queue of the recordings")
                .register(registry);
        companionFailures = Counter.builder("peerscribe.recording.companion.failures")
                .baseUnit("failures")
                .description(
                        "Times that nothing could go along with a recording, or be put beside its media, the manifest included")
                .register(registry);
        recovered = Counter.builder("peerscribe.recording.recovered")
                .baseUnit("recordings")
                .description("Recordings of a process that died that were finished at the start")
                .register(registry);
        endedEarly = Counter.builder("peerscribe.recording.ended.early")
                .baseUnit("recordings")
                .description("Recordings that were ended since the disk was nearly full")
                .register(registry);
        // At 0 from the start, so that a first one is a rise.
        for (RecordingState state : RecordingState.values()) {
            if (RecordingShelf.finished(state)) {
                finishedOnes(state);
            }
        }
        for (TrackKind kind : TrackKind.values()) {
            written.put(
                    kind,
                    Counter.builder("peerscribe.recording.frames.written")
                            .tag("kind", tag(kind))
                            .baseUnit("frames")
                            .description("Pictures and pieces of sound encoded or copied")
                            .register(registry));
            encode.put(
                    kind,
                    Timer.builder("peerscribe.recording.encode.time")
                            .tag("kind", tag(kind))
                            .description("Time to encode or copy a frame, and to write it")
                            .register(registry));
            Map<Drop, Counter> causes = new EnumMap<>(Drop.class);
            dropped.put(kind, causes);
            for (Drop cause : Drop.values()) {
                causes.put(
                        cause,
                        Counter.builder("peerscribe.recording.frames.dropped")
                                .tag("kind", tag(kind))
                                .tag("cause", tag(cause))
                                .baseUnit("frames")
                                .description("Pictures and pieces of sound that are in no file")
                                .register(registry));
            }
        }
    }

    void gauges(
            Supplier<Number> active, Supplier<Number> queued, Supplier<Number> diskFree, Supplier<Number> minutesLeft) {
        Gauge.builder("peerscribe.recording.active", active)
                .baseUnit("recordings")
                .description("Recordings that are not finished")
                .register(registry);
        Gauge.builder("peerscribe.recording.queue.length", queued)
                .baseUnit("frames")
                .description("Frames that wait for an encoder or the disk")
                .register(registry);
        Gauge.builder("peerscribe.recording.disk.free", diskFree)
                .baseUnit(BaseUnits.BYTES)
                .description("Free space where recordings are kept")
                .register(registry);
        Gauge.builder("peerscribe.recording.disk.left", minutesLeft)
                .baseUnit("minutes")
                .description("How long the room above the reserve lasts at the rate of the last seconds")
                .register(registry);
    }

    /** How many were ever written. */
    double bytes() {
        return bytes.count();
    }

    void bytes(long count) {
        bytes.increment((double) count);
    }

    void written(TrackKind kind, long nanos) {
        count(written.get(kind), 1);
        Timer timer = encode.get(kind);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void dropped(TrackKind kind, Drop cause, int count) {
        Map<Drop, Counter> causes = dropped.get(kind);
        count(causes == null ? null : causes.get(cause), count);
    }

    void gap(RecordingGap.Cause cause) {
        Counter.builder("peerscribe.recording.gaps")
                .tag("cause", tag(cause))
                .baseUnit("gaps")
                .description("Times of which something is missing from a recording")
                .register(registry)
                .increment();
    }

    void converted(Conversion outcome) {
        Counter.builder("peerscribe.recording.conversions")
                .tag("outcome", tag(outcome))
                .baseUnit("files")
                .description("Finished files that were to be made MP4")
                .register(registry)
                .increment();
    }

    void finished(RecordingState state) {
        finishedOnes(state).increment();
    }

    private Counter finishedOnes(RecordingState state) {
        return Counter.builder("peerscribe.recording.finished")
                .tag("state", tag(state))
                .baseUnit("recordings")
                .description("Recordings finished")
                .register(registry);
    }

    void recovered() {
        recovered.increment();
    }

    void endedEarly() {
        endedEarly.increment();
    }

    void companionFailed() {
        companionFailures.increment();
    }

    void journalUnwritten() {
        journalsUnwritten.increment();
    }

    void journalRejected() {
        journalsRejected.increment();
    }

    void eventDropped() {
        eventsDropped.increment();
    }

    private static void count(@Nullable Counter counter, double amount) {
        if (counter != null) {
            counter.increment(amount);
        }
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
