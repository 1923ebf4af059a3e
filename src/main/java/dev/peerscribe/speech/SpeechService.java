package dev.peerscribe.speech;

import dev.peerscribe.jobs.MeetingJobs;
import dev.peerscribe.media.MediaPhases;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.Voice;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/** All speeches; each has a thread of its own. */
@Service
class SpeechService implements Speeches, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(SpeechService.class);
    /** Of a meeting, those that are over included; the oldest of these are forgotten. */
    private static final int MOST_REMEMBERED = 16;

    private final SpeechProperties properties;
    private final MediaSessions sessions;
    private final ApplicationEventPublisher publisher;
    private final Script script;
    private final Speech.House house;
    private final MeetingJobs<Speech> speeches = new MeetingJobs<>();
    /** Asked for and not begun yet; guarded by {@link #speeches}. */
    private int reserved;

    private volatile boolean running;

    SpeechService(
            SpeechProperties properties,
            MediaSessions sessions,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.sessions = sessions;
        this.publisher = publisher;
        script = new Script(properties);
        SpeechMetrics metrics = new SpeechMetrics(meters);
        house = new Speech.House(properties, metrics, this::publish, clock, System::nanoTime);
        metrics.underWay(() -> speeches.all().stream()
                .filter(speech -> !speech.state().isOver())
                .count());
    }

    @Override
    public SpeechSnapshot begin(String meetingId, String name, SpeechRequest request) {
        script.check(request);
        reserve();
        try {
            Utterance utterance = script.open(request, name);
            Voice voice;
            try {
                voice = sessions.speak(meetingId, utterance.kinds());
            } catch (RuntimeException e) {
                utterance.close();
                throw e;
            }
            Speech speech = new Speech(speeches.newId(), meetingId, request, utterance, voice, house);
            synchronized (speeches) {
                forgetOldest(meetingId);
                speeches.add(meetingId, speech);
            }
            log.info("speech {} in meeting {} begins", speech.id(), meetingId);
            publish(new SpeechEvent.SpeechStarted(meetingId, speech.id()));
            speech.start();
            return speech.snapshot();
        } finally {
            synchronized (speeches) {
                reserved--;
            }
        }
    }

    private void reserve() {
        synchronized (speeches) {
            if (!running) {
                throw new SpeechCapacityException("the agent ends and says nothing any more");
            }
            long active = speeches.all().stream()
                    .filter(speech -> !speech.state().isOver())
                    .count();
            if (active + reserved >= properties.maxSpeeches()) {
                throw new SpeechCapacityException(
                        "there are " + (active + reserved) + " speeches, as many as there may be");
            }
            reserved++;
        }
    }

    private void forgetOldest(String meetingId) {
        List<Speech> here = speeches.of(meetingId);
        here.stream()
                .filter(speech -> speech.state().isOver())
                .limit(Math.max(0, here.size() - MOST_REMEMBERED + 1))
                .forEach(speech -> speeches.forget(meetingId, speech.id()));
    }

    @Override
    public List<SpeechSnapshot> list(String meetingId) {
        return speeches.of(meetingId).stream().map(Speech::snapshot).toList();
    }

    @Override
    public Optional<SpeechSnapshot> find(String meetingId, String speechId) {
        return speeches.find(meetingId, speechId).map(Speech::snapshot);
    }

    @Override
    public boolean stop(String meetingId, String speechId) {
        Optional<Speech> found = speeches.find(meetingId, speechId);
        found.ifPresent(Speech::end);
        return found.isPresent();
    }

    @Override
    public void close(String meetingId) {
        speeches.end(meetingId);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Stops all of them within the bound of one. */
    @Override
    public void stop() {
        running = false;
        speeches.endAll(properties.stopBound());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the meetings, before the sessions that send what it says. */
    @Override
    public int getPhase() {
        return MediaPhases.SESSIONS + 1_000;
    }

    /** On any thread; a listener that throws harms nobody. */
    private void publish(SpeechEvent event) {
        try {
            publisher.publishEvent(event);
        } catch (RuntimeException e) {
            log.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
        }
    }
}
