package dev.peerscribe.passthrough;

import dev.peerscribe.rtp.DropCause;
import dev.peerscribe.rtp.Refusal;
import dev.peerscribe.rtp.StreamStatistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of this package. */
final class PassthroughMetrics {
    private static final Logger log = LoggerFactory.getLogger(PassthroughMetrics.class);

    private final MeterRegistry registry;
    private final Counter received;
    private final Counter lost;
    private final Counter asked;
    private final Counter repaired;
    private final Counter keyFrameRequests;
    private final Counter failures;
    private final Map<DropCause, Counter> dropped = new EnumMap<>(DropCause.class);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Map<TransportFailure, Counter> transportsFailed = new EnumMap<>(TransportFailure.class);
    /** Of the engine once it runs, which it may not do before its first link; written by whoever starts it. */
    private volatile @Nullable TransportCounters transports;

    PassthroughMetrics(MeterRegistry registry) {
        this.registry = registry;
        received = packets("received", "RTP packets received, without retransmissions");
        lost = packets("lost", "RTP packets that did not come in the first place");
        asked = packets("nacks", "RTP packets asked for again, every time counted");
        repaired = packets("retransmitted", "RTP packets received as retransmissions");
        keyFrameRequests = Counter.builder("peerscribe.passthrough.key.frame.requests")
                .description("PLI and FIR sent")
                .register(registry);
        failures = Counter.builder("peerscribe.passthrough.failures")
                .description("Links that ended by a mistake of the engine's own")
                .register(registry);
        for (DropCause cause : DropCause.values()) {
            dropped.put(
                    cause,
                    Counter.builder("peerscribe.passthrough.frames.dropped")
                            .description("Frames received in part or in vain, by cause")
                            .tag("cause", tag(cause))
                            .register(registry));
        }
        for (Refusal cause : Refusal.values()) {
            refused.put(
                    cause,
                    Counter.builder("peerscribe.passthrough.packets.refused")
                            .description("Authentic packets that were not used, by cause")
                            .tag("cause", tag(cause))
                            .register(registry));
        }
        for (TransportFailure cause : TransportFailure.values()) {
            transportsFailed.put(
                    cause,
                    Counter.builder("peerscribe.passthrough.transports.failed")
                            .description("Transports that did not come about or broke, by cause")
                            .tag("cause", tag(cause))
                            .register(registry));
        }
        packetsDropped("malformed", TransportCounters.Snapshot::malformed);
        packetsDropped("unauthentic", TransportCounters.Snapshot::unauthentic);
        packetsDropped("replayed", TransportCounters.Snapshot::replayed);
        packetsDropped("source-refused", TransportCounters.Snapshot::sourceRefused);
        packetsDropped("overflow", TransportCounters.Snapshot::overflow);
        packetsDropped("stranger", TransportCounters.Snapshot::stranger);
        FunctionCounter.builder(
                        "peerscribe.passthrough.mistakes",
                        this,
                        all -> all.ofTransports(TransportCounters.Snapshot::mistakes))
                .description("Transports and relayed paths that ended by a mistake of the engine's own")
                .register(registry);
    }

    /** Counts what became of a section since the last time. */
    void count(@Nullable StreamStatistics before, StreamStatistics now) {
        add(received, before, now, StreamStatistics::packetsReceived);
        add(lost, before, now, StreamStatistics::packetsLost);
        add(asked, before, now, StreamStatistics::nacks);
        add(repaired, before, now, StreamStatistics::retransmissions);
        add(keyFrameRequests, before, now, StreamStatistics::keyFrameRequests);
        dropped.forEach((cause, counter) ->
                add(counter, before, now, each -> each.framesDropped().getOrDefault(cause, 0L)));
    }

    /** Counts what was refused of a peer's packets since the last time. */
    void count(Map<Refusal, Long> before, Map<Refusal, Long> now) {
        refused.forEach((cause, counter) ->
                counter.increment((double) (now.getOrDefault(cause, 0L) - before.getOrDefault(cause, 0L))));
    }

    /** Shows from now on what these transports drop, and what they do wrong. */
    void count(TransportCounters counters) {
        transports = counters;
    }

    void transportFailed(TransportFailure cause) {
        Objects.requireNonNull(transportsFailed.get(cause)).increment();
    }

    /** A link failed by a mistake of ours. */
    void failed(Throwable mistake) {
        failures.increment();
        log.error("A link failed", mistake);
    }

    private void packetsDropped(String cause, ToLongFunction<TransportCounters.Snapshot> count) {
        FunctionCounter.builder("peerscribe.passthrough.packets.dropped", this, all -> all.ofTransports(count))
                .description("Datagrams that were not used, by cause")
                .tag("cause", cause)
                .register(registry);
    }

    private double ofTransports(ToLongFunction<TransportCounters.Snapshot> count) {
        TransportCounters counters = transports;
        return counters == null ? 0 : (double) count.applyAsLong(counters.snapshot());
    }

    private Counter packets(String what, String description) {
        return Counter.builder("peerscribe.passthrough.packets." + what)
                .description(description)
                .baseUnit("packets")
                .register(registry);
    }

    private static void add(
            Counter counter,
            @Nullable StreamStatistics before,
            StreamStatistics now,
            ToLongFunction<StreamStatistics> count) {
        long more = count.applyAsLong(now) - (before == null ? 0 : count.applyAsLong(before));
        if (more > 0) { // lost packets may turn out to have been late
            counter.increment((double) more);
        }
    }

    private static String tag(Enum<?> cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
