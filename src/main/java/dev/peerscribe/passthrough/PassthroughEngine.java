package dev.peerscribe.passthrough;

import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.media.EngineClosedException;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.MediaEngine;
import dev.peerscribe.media.MediaPhases;
import dev.peerscribe.media.MediaProperties;
import dev.peerscribe.media.PeerLink;
import dev.peerscribe.media.PeerLinkListener;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The engine that receives without decoding: ICE, DTLS, SRTP and RTP in memory-safe code. */
final class PassthroughEngine implements MediaEngine, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PassthroughEngine.class);

    private static final Duration WARMTH_END = Duration.ofSeconds(2);

    private final MediaProperties properties;
    private final PassthroughMetrics metrics;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final FrameBufferPool frames = new FrameBufferPool();
    private final AtomicLong trackIds = new AtomicLong();
    private final Set<PassthroughPeerLink> links = ConcurrentHashMap.newKeySet();
    /** Written under the monitor, read by session threads. */
    private volatile @Nullable Running running;
    /** Under the monitor; once it ended only its owner starts it again, no link that comes late. */
    private boolean ended;

    PassthroughEngine(MediaProperties properties, PassthroughMetrics metrics, Clock clock) {
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.PASSTHROUGH;
    }

    /** Where it is not the usual engine, memory is spent on it with its first link. */
    @Override
    public boolean isAutoStartup() {
        return properties.engine().usual() == EngineKind.PASSTHROUGH;
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        long began = nanoTime();
        TransportRuntime transports = new TransportRuntime(random, clock, this::nanoTime);
        metrics.count(transports.counters());
        TransportSettings settings = TransportSettings.of(properties);
        Thread warmth = isAutoStartup()
                ? Thread.ofVirtual().name("passthrough-warmth").start(() -> warm(transports, settings))
                : null;
        running = new Running(transports, settings, warmth);
        ended = false;
        log.info("Passthrough engine ready after {} ms", TimeUnit.NANOSECONDS.toMillis(nanoTime() - began));
    }

    /** Before the first offer, so that it costs that none of its time. */
    private static void warm(TransportRuntime transports, TransportSettings settings) {
        try {
            if (!TransportWarmth.warm(transports, settings)) {
                log.info("The passthrough engine could not be warmed up; the first call takes longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            log.debug("The engine ended while it was warmed up");
        }
    }

    @Override
    public synchronized PeerLink open(PeerLinkListener listener) {
        if (ended) {
            throw new EngineClosedException(kind());
        }
        start();
        PassthroughPeerLink link = new PassthroughPeerLink(this, listener);
        links.add(link);
        Running current = running;
        if (current != null) {
            current.transports.loop().add(link);
        }
        return link;
    }

    @Override
    public int links() {
        return links.size();
    }

    PeerTransport transport(boolean controlling, int localSsrc, PeerTransport.Listener listener) throws IOException {
        Running current = running;
        if (current == null) {
            throw new IOException("the engine is not running");
        }
        return new PeerTransport(current.transports, current.settings, controlling, localSsrc, listener);
    }

    String nextTrackId(TrackKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + "-p" + trackIds.incrementAndGet();
    }

    void closed(PassthroughPeerLink link) {
        links.remove(link);
        Running current = running;
        if (current != null) {
            current.transports.loop().remove(link);
        }
    }

    SecureRandom random() {
        return random;
    }

    FrameBufferPool frames() {
        return frames;
    }

    PassthroughMetrics metrics() {
        return metrics;
    }

    long nanoTime() {
        return System.nanoTime();
    }

    /** Ends the engine, and the links that somebody left open. */
    @Override
    public synchronized void close() {
        Running current = running;
        running = null;
        ended = true;
        if (current == null) {
            return;
        }
        List.copyOf(links).forEach(PassthroughPeerLink::close);
        Thread warmth = current.warmth;
        if (warmth != null) {
            warmth.interrupt();
            try {
                warmth.join(WARMTH_END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        current.transports.close();
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** Below every user of links, so that it stops after them. */
    @Override
    public int getPhase() {
        return MediaPhases.ENGINE;
    }

    private record Running(
            TransportRuntime transports,
            TransportSettings settings,
            @Nullable Thread warmth) {}
}
