package dev.peerscribe.media;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.media.VoiceRefusedException.Reason;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/** The sessions of all meetings. */
final class MediaSessionRegistry implements MediaSessions, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(MediaSessionRegistry.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
    private static final Duration SEND_BOUND = Duration.ofSeconds(1);

    private final Engines engines;
    private final MediaProperties properties;
    private final MediaMetrics metrics;
    private final Lane.Source lanes;
    private final InstantSource clock;
    private final ApplicationEventPublisher publisher;
    private final Map<String, MeetingMedia> meetings = new ConcurrentHashMap<>();
    /** Written by the container's thread, read by any. */
    private volatile boolean running;

    MediaSessionRegistry(
            Engines engines,
            MediaProperties properties,
            MediaMetrics metrics,
            Lane.Source lanes,
            InstantSource clock,
            ApplicationEventPublisher publisher) {
        this.engines = engines;
        this.properties = properties;
        this.metrics = metrics;
        this.lanes = lanes;
        this.clock = clock;
        this.publisher = publisher;
        for (PeerState state : PeerState.values()) {
            metrics.peers(this, state, registry -> registry.count(state));
        }
    }

    @Override
    public void open(SignalingConnection connection, Negotiation negotiation, MeetingTrust trust, EngineKind kind) {
        MediaEngine engine = engines.get(kind);
        meetings.computeIfAbsent(
                connection.id(),
                id -> new MeetingMedia(
                        new SessionContext(id, connection, engine, properties, metrics, lanes, clock, this::publish),
                        negotiation,
                        trust));
    }

    @Override
    public EngineKind engine(@Nullable EngineChoice choice, Negotiation negotiation) {
        return engines.kind(choice, negotiation);
    }

    @Override
    @EventListener
    public void on(SignalingEvent event) {
        MeetingMedia meeting = meetings.get(event.connectionId());
        if (meeting != null) {
            meeting.on(event);
        }
    }

    @Override
    public List<PeerSnapshot> peers(String meetingId) {
        MeetingMedia meeting = meetings.get(meetingId);
        if (meeting == null) {
            return List.of();
        }
        return meeting.peers().stream()
                .map(Peer::snapshot)
                .sorted(Comparator.comparing(PeerSnapshot::id))
                .toList();
    }

    @Override
    public Approval approve(String meetingId, String peerId) {
        MeetingMedia meeting = meetings.get(meetingId);
        return meeting == null ? Approval.UNKNOWN_PEER : meeting.approve(peerId);
    }

    @Override
    public Attachment attach(String meetingId, String peerId, String trackId, MediaSink sink) {
        MeetingMedia meeting = meetings.get(meetingId);
        TrackFanOut track = meeting == null ? null : meeting.track(peerId, trackId);
        return track == null ? () -> {} : track.attach(sink);
    }

    @Override
    public Voice speak(String meetingId, Set<TrackKind> kinds) {
        MeetingMedia meeting = meetings.get(meetingId);
        if (meeting == null) {
            throw new VoiceRefusedException(Reason.UNKNOWN_MEETING);
        }
        return meeting.speak(kinds);
    }

    @Override
    public @Nullable VoiceRefusedException refusal(String meetingId) {
        MeetingMedia meeting = meetings.get(meetingId);
        return meeting == null ? new VoiceRefusedException(Reason.UNKNOWN_MEETING) : meeting.refusal();
    }

    @Override
    public int broadcastText(String meetingId, String text) {
        MeetingMedia meeting = meetings.get(meetingId);
        if (meeting == null) {
            return 0;
        }
        return sent(meeting.sessions(), text);
    }

    @Override
    public boolean sendText(String meetingId, String peerId, String text) {
        MeetingMedia meeting = meetings.get(meetingId);
        if (meeting == null) {
            return false;
        }
        List<MediaSession> sessions = meeting.peers().stream()
                .filter(peer -> peer.id().equals(peerId))
                .map(Peer::session)
                .filter(Objects::nonNull)
                .toList();
        return sent(sessions, text) > 0;
    }

    /** To how many it was sent, within the bound. */
    private static int sent(Collection<MediaSession> sessions, String text) {
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        for (MediaSession session : sessions) {
            sent.add(session.sendText(text));
        }
        long until = System.nanoTime() + SEND_BOUND.toNanos();
        int reached = 0;
        for (CompletableFuture<Boolean> each : sent) {
            try {
                if (each.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    reached++;
                }
            } catch (TimeoutException | ExecutionException e) {
                // not reached in time
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return reached;
            }
        }
        return reached;
    }

    @Override
    public void close(String meetingId) {
        MeetingMedia meeting = meetings.remove(meetingId);
        if (meeting != null) {
            meeting.close(CLOSE_BOUND);
        }
    }

    /** Every session of every meeting that is not over. */
    List<MediaSession> sessions() {
        return meetings.values().stream()
                .map(MeetingMedia::sessions)
                .flatMap(Collection::stream)
                .toList();
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends all sessions side by side, before the engine ends. */
    @Override
    public void stop() {
        running = false;
        List<Thread> closers = new ArrayList<>();
        for (String meetingId : List.copyOf(meetings.keySet())) {
            closers.add(Thread.ofVirtual().start(() -> close(meetingId)));
        }
        try {
            for (Thread closer : closers) {
                closer.join(CLOSE_BOUND.plusSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return MediaPhases.SESSIONS;
    }

    private double count(PeerState state) {
        return meetings.values().stream()
                .flatMap(meeting -> meeting.peers().stream())
                .filter(peer -> peer.state() == state)
                .count();
    }

    /** A listener's mistake is the listener's: a session goes on. */
    private void publish(MediaEvent event) {
        try {
            publisher.publishEvent(event);
        } catch (RuntimeException e) {
            metrics.listenerFailed();
            log.error("A listener failed over {}", event.getClass().getSimpleName(), e);
        }
    }
}
