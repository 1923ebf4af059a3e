package dev.peerscribe.media;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The engine by webrtc-java: libwebrtc without a sound card and without a display. */
final class WebRtcEngine implements MediaEngine, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(WebRtcEngine.class);

    private final MediaProperties properties;
    private final MediaMetrics metrics;
    private final AtomicLong trackIds = new AtomicLong();
    private final Set<WebRtcPeerLink> links = ConcurrentHashMap.newKeySet();
    /** Written under the monitor, read by session threads. */
    private volatile @Nullable HeadlessSound loaded;
    /** Under the monitor; once it ended only its owner starts it again, no link that comes late. */
    private boolean ended;

    WebRtcEngine(MediaProperties properties, MediaMetrics metrics) {
        this.properties = properties;
        this.metrics = metrics;
    }

    @Override
    public EngineKind kind() {
        return EngineKind.WEBRTC;
    }

    /** Where it is not the usual engine, memory is spent on it with its first link. */
    @Override
    public boolean isAutoStartup() {
        return properties.engine().usual() == EngineKind.WEBRTC;
    }

    /** Loads the native library, or says what is missing for it. */
    @Override
    public synchronized void start() {
        if (loaded != null) {
            return;
        }
        List<String> missing = NativeLibraries.missing();
        if (!missing.isEmpty()) {
            throw NativeLibraries.failure(missing, new UnsatisfiedLinkError(missing.getFirst()));
        }
        long began = System.nanoTime();
        try {
            loaded = new HeadlessSound();
            ended = false;
        } catch (LinkageError | RuntimeException e) {
            throw NativeLibraries.failure(List.of(), e);
        }
        log.info("Media engine ready after {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    @Override
    public PeerLink open(PeerLinkListener listener) {
        startOnce();
        WebRtcPeerLink link = new WebRtcPeerLink(this, listener, properties, metrics);
        links.add(link);
        return link;
    }

    private synchronized void startOnce() {
        if (ended) {
            throw new EngineClosedException(kind());
        }
        start();
    }

    @Override
    public int links() {
        return links.size();
    }

    /** Pictures handed out and not yet given back. */
    AtomicLong heldPictures() {
        return metrics.heldPictures();
    }

    String nextTrackId(String kind) {
        return kind + "-" + trackIds.incrementAndGet();
    }

    PeerConnectionFactory factory() {
        return sound().factory();
    }

    HeadlessSound sound() {
        HeadlessSound current = loaded;
        if (current == null) {
            throw new IllegalStateException("the media engine is not running");
        }
        return current;
    }

    void closed(WebRtcPeerLink link) {
        links.remove(link);
    }

    RTCConfiguration configuration() {
        RTCConfiguration configuration = new RTCConfiguration();
        for (MediaProperties.IceServer server : properties.iceServers()) {
            RTCIceServer ice = new RTCIceServer();
            ice.urls.addAll(server.urls());
            ice.username = server.username() == null ? "" : server.username();
            ice.password = server.credential() == null ? "" : server.credential();
            configuration.iceServers.add(ice);
        }
        configuration.iceTransportPolicy =
                properties.relayOnly() ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
        if (properties.maxPort() > 0) {
            configuration.portAllocatorConfig =
                    new PortAllocatorConfig(properties.minPort(), properties.maxPort(), 0).setEnableIpv6(true);
        }
        return configuration;
    }

    /** Ends the engine. Disposing of it under a living link would end the process, so it is left alone then. */
    @Override
    public synchronized void close() {
        HeadlessSound current = loaded;
        loaded = null;
        ended = true;
        if (current == null) {
            return;
        }
        if (!links.isEmpty()) {
            log.warn("{} links are still open: the media engine is left to the end of the process", links.size());
            return;
        }
        try {
            current.close();
        } catch (RuntimeException | Error e) {
            log.warn("The media engine did not end cleanly");
        }
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public boolean isRunning() {
        return loaded != null;
    }

    /** Below every user of links, so that it stops after them. */
    @Override
    public int getPhase() {
        return MediaPhases.ENGINE;
    }
}
