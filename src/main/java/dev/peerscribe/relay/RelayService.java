package dev.peerscribe.relay;

import dev.peerscribe.egress.Resolver;
import dev.peerscribe.jobs.MeetingJobs;
import dev.peerscribe.media.Broadcasts;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaPhases;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.VoiceRefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/** All live outputs. Which tracks they take is decided on one control thread; each sends on a thread of its own. */
@Service
class RelayService implements Relays, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RelayService.class);

    /** Of tracks that opened or closed and are not looked at yet; more are dropped and counted. */
    private static final int MOST_WAITING_EVENTS = 10_000;

    private static final int LONGEST_PARTICIPANT = 128;

    private final RelayProperties properties;
    private final ApplicationEventPublisher publisher;
    private final RelayMetrics metrics;
    private final Relay.House house;
    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor control = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING_EVENTS),
            Thread.ofPlatform().name("relay-control").daemon().factory());
    private final MeetingJobs<Relay> relays = new MeetingJobs<>();
    /** Guarded by {@link #relays}. */
    private boolean stopping;

    private volatile boolean running;

    RelayService(
            RelayProperties properties,
            MediaSessions sessions,
            Broadcasts broadcasts,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.publisher = publisher;
        metrics = new RelayMetrics(meters);
        control.allowCoreThreadTimeOut(true);
        house = new Relay.House(
                properties,
                properties.rules(Resolver.SYSTEM),
                new Authorities(properties.caFile()),
                sessions,
                broadcasts,
                metrics,
                this::publish,
                clock,
                System::nanoTime,
                random);
        metrics.gauges(state ->
                relays.all().stream().filter(relay -> relay.state() == state).count());
    }

    @Override
    public void check(RelayRequest request) {
        checked(request);
    }

    private Target checked(RelayRequest request) {
        String participant = request.participant();
        if (participant != null && (participant.isBlank() || participant.length() > LONGEST_PARTICIPANT)) {
            throw new InvalidRelayException(
                    "participant", "must be the id of a peer, of 1 to " + LONGEST_PARTICIPANT + " characters");
        }
        if (participant != null && request.layout() != null) {
            throw new InvalidRelayException("layout", "must be left out where a participant is named");
        }
        Target target = TargetParser.parse(request.target(), request.token());
        house.rules().check(target);
        return target;
    }

    @Override
    public RelaySnapshot begin(String meetingId, RelayRequest request) {
        Target target = checked(request);
        if (target instanceof Target.Meeting meeting) {
            check(meeting, meetingId);
        }
        Relay relay = new Relay(relays.newId(), meetingId, target, request, house);
        synchronized (relays) {
            reserve(meetingId, target);
            relays.add(meetingId, relay);
        }
        log.info("relay {} of meeting {} begins: {}", relay.id(), meetingId, target.shown());
        publish(new RelayEvent.RelayStarted(meetingId, relay.id(), target.shown()));
        relay.start();
        onControl(() -> relay.tracks().look());
        return relay.snapshot();
    }

    /** Throws where it is known from the beginning that another meeting takes nothing. */
    private void check(Target.Meeting target, String meetingId) {
        if (target.meetingId().equals(meetingId)) {
            throw new InvalidRelayException(
                    TargetParser.FIELD, "must be another meeting than the one it is taken from");
        }
        VoiceRefusedException refusal = house.sessions().refusal(target.meetingId());
        if (refusal == null) {
            return;
        }
        switch (refusal.reason()) {
            case UNKNOWN_MEETING ->
                throw new InvalidRelayException(TargetParser.FIELD, "must be a meeting that the agent is in");
            case NOT_ENCODED, TAKEN -> throw new RelayConflictException(String.valueOf(refusal.getMessage()));
        }
    }

    /** Throws where there is no place for it; called under the lock. */
    private void reserve(String meetingId, Target target) {
        if (stopping) {
            throw new RelayConflictException("the agent ends and begins no live output any more");
        }
        if ((target instanceof Target.Hls || target instanceof Target.Meeting)
                && relays.all().stream().anyMatch(other -> other.target().equals(target) && !isOver(other))) {
            throw new RelayConflictException(
                    target instanceof Target.Hls
                            ? "another live output writes these files"
                            : "another live output sends into that meeting");
        }
        int all = relays.all().size() + relays.ending();
        if (all >= properties.maxRelays()) {
            throw new RelayCapacityException("there are " + all + " live outputs, as many as there may be");
        }
        int here = relays.of(meetingId).size();
        if (here >= properties.maxPerMeeting()) {
            throw new RelayCapacityException("the meeting has " + here + " live outputs, as many as it may have");
        }
    }

    @Override
    public List<RelaySnapshot> list(String meetingId) {
        return relays.of(meetingId).stream().map(Relay::snapshot).toList();
    }

    @Override
    public Optional<RelaySnapshot> find(String meetingId, String relayId) {
        return relays.find(meetingId, relayId).map(Relay::snapshot);
    }

    @Override
    public boolean end(String meetingId, String relayId) {
        return relays.end(meetingId, relayId);
    }

    @Override
    public void close(String meetingId) {
        relays.end(meetingId);
    }

    @EventListener
    void on(MediaEvent event) {
        switch (event) {
            case MediaEvent.TrackOpened opened ->
                relays.of(opened.meetingId())
                        .forEach(relay -> onControl(
                                () -> relay.tracks().opened(opened.peerId(), opened.trackId(), opened.kind())));
            case MediaEvent.TrackClosed closed ->
                relays.of(closed.meetingId())
                        .forEach(relay -> onControl(() -> relay.tracks().closed(closed.peerId(), closed.trackId())));
            case MediaEvent.PeerJoined _,
                    MediaEvent.PeerStateChanged _,
                    MediaEvent.PeerTrustChanged _,
                    MediaEvent.DescriptionApplied _,
                    MediaEvent.TrackMuteChanged _,
                    MediaEvent.SpeakingChanged _,
                    MediaEvent.PeerLeft _ -> {
                // tracks say what is to be known
            }
        }
    }

    @Override
    public void start() {
        synchronized (relays) {
            stopping = false;
        }
        running = true;
    }

    /** Ends all of them within the bound of one. */
    @Override
    public void stop() {
        synchronized (relays) {
            stopping = true;
        }
        relays.endAll(properties.stopBound().plusSeconds(1));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the meetings, before the sessions whose tracks it takes. */
    @Override
    public int getPhase() {
        return MediaPhases.SESSIONS + 1_000;
    }

    private static boolean isOver(Relay relay) {
        return relay.state() == RelayState.FAILED || relay.state() == RelayState.ENDED;
    }

    private void onControl(Runnable step) {
        Consumer<Runnable> guarded = each -> {
            try {
                each.run();
            } catch (RuntimeException e) {
                log.warn("the tracks of a live output could not be chosen", e);
            }
        };
        try {
            control.execute(() -> guarded.accept(step));
        } catch (RejectedExecutionException e) {
            metrics.eventDropped();
        }
    }

    /** On any thread; a listener that throws harms nobody. */
    private void publish(RelayEvent event) {
        try {
            publisher.publishEvent(event);
        } catch (RuntimeException e) {
            log.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
        }
    }
}
