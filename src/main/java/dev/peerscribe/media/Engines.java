package dev.peerscribe.media;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engines of the process, and which of them a meeting gets. */
final class Engines {
    private final Map<EngineKind, MediaEngine> all = new EnumMap<>(EngineKind.class);
    private final EngineChoice configured;

    Engines(List<MediaEngine> engines, EngineChoice configured) {
        engines.forEach(engine -> all.put(engine.kind(), engine));
        this.configured = configured;
        usual();
    }

    /** The engine for a meeting that makes this choice, or what is configured where it makes none. */
    EngineKind kind(@Nullable EngineChoice choice, Negotiation negotiation) {
        return (choice == null ? configured : choice).kind(negotiation);
    }

    /** Whether links can be made. */
    boolean areReady() {
        return usual().isRunning();
    }

    /** Links that are open, of all engines. */
    int links() {
        return all.values().stream().mapToInt(MediaEngine::links).sum();
    }

    private MediaEngine usual() {
        return get(configured.usual());
    }

    MediaEngine get(EngineKind kind) {
        MediaEngine engine = all.get(kind);
        if (engine == null) {
            throw new IllegalStateException("there is no engine " + kind);
        }
        return engine;
    }
}
