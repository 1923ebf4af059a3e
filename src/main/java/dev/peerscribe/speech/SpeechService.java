package dev.peerscribe.speech;

import dev.peerscribe.media.MediaPhases;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.Voice;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final int ID_BYTES = 8;
    /** Of a meeting, those that are over included; the oldest of these are forgotten. */
    private static final int MOST_REMEMBERED = 16;

    private final SpeechProperties properties;
    private final MediaSessions sessions;
    private final ApplicationEventPublisher publisher;
    private final Script script;
    private final Speech.House house;
    private final SecureRandom random = new SecureRandom();
    /** By meeting and id; guarded by itself, as is the next. */
    private final Map<String, Map<String, Speech>> speeches = new LinkedHashMap<>();
    /** Asked for and not begun yet. */
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
        metrics.underWay(
                () -> all().stream().filter(speech -> !speech.state().isOver()).count());
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
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            Speech speech = new Speech(HexFormat.of().formatHex(id), meetingId, request, utterance, voice, house);
            synchronized (speeches) {
                Map<String, Speech> here = speeches.computeIfAbsent(meetingId, key -> new LinkedHashMap<>());
                forgetOldest(here);
                here.put(speech.id(), speech);
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
            long active =
                    all().stream().filter(speech -> !speech.state().isOver()).count();
            if (active + reserved >= properties.maxSpeeches()) {
                throw new SpeechCapacityException(
                        "there are " + (active + reserved) + " speeches, as many as there may be");
            }
            reserved++;
        }
    }

    private static void forgetOldest(Map<String, Speech> here) {
        List<Speech> over =
                here.values().stream().filter(speech -> speech.state().isOver()).toList();
        for (int i = 0; i <= here.size() - MOST_REMEMBERED && i < over.size(); i++) {
            here.remove(over.get(i).id());
        }
    }

    @Override
    public List<SpeechSnapshot> list(String meetingId) {
        return of(meetingId).stream().map(Speech::snapshot).toList();
    }

    @Override
    public Optional<SpeechSnapshot> find(String meetingId, String speechId) {
        return speech(meetingId, speechId).map(Speech::snapshot);
    }

    @Override
    public boolean stop(String meetingId, String speechId) {
        Optional<Speech> found = speech(meetingId, speechId);
        found.ifPresent(Speech::stop);
        return found.isPresent();
    }

    private Optional<Speech> speech(String meetingId, String speechId) {
        synchronized (speeches) {
            return Optional.ofNullable(
                    speeches.getOrDefault(meetingId, Map.of()).get(speechId));
        }
    }

    @Override
    public void close(String meetingId) {
        Collection<Speech> ended;
        synchronized (speeches) {
            ended = Optional.ofNullable(speeches.remove(meetingId))
                    .orElse(Map.of())
                    .values();
        }
        ended.forEach(Speech::stop);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Stops all of them within the bound of one. */
    @Override
    public void stop() {
        running = false;
        Collection<Speech> all;
        synchronized (speeches) {
            all = all();
            speeches.clear();
        }
        all.forEach(Speech::stop);
        try {
            long until = System.nanoTime() + properties.stopBound().toNanos();
            for (Speech speech : all) {
                if (!speech.awaitEnd(Duration.ofNanos(Math.max(until - System.nanoTime(), 1)))) {
                    log.warn("speech {} did not end in time", speech.id());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private Collection<Speech> of(String meetingId) {
        synchronized (speeches) {
            return List.copyOf(speeches.getOrDefault(meetingId, Map.of()).values());
        }
    }

    private Collection<Speech> all() {
        synchronized (speeches) {
            List<Speech> all = new ArrayList<>();
            speeches.values().forEach(each -> all.addAll(each.values()));
            return all;
        }
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
