package dev.peerscribe.speech;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.jobs.MeetingJobs;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.Voice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One speech: a thread that hands each frame over when it is due. Owns the voice and what is said. */
final class Speech implements MeetingJobs.Job {
    private static final Logger log = LoggerFactory.getLogger(Speech.class);

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);
    /** How long the others may take to agree once one did. */
    private static final long OTHERS = TimeUnit.MILLISECONDS.toNanos(500);
    /** What is later is not caught up with: the rest comes later too. */
    private static final long TOO_LATE = TimeUnit.MILLISECONDS.toNanos(200);
    /** What is under way when the last frame was sent still is to be heard. */
    private static final long TAIL = TimeUnit.MILLISECONDS.toNanos(300);

    private final String id;
    private final String meetingId;
    private final SpeechRequest said;
    private final Utterance utterance;
    private final Voice voice;
    private final House house;
    private final Instant createdAt;
    /** Null where nobody knows. */
    private final @Nullable Duration duration;

    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Written by the thread, read by any, as is the next. */
    private volatile Phase phase;

    private volatile long spokenNanos;

    private record Phase(
            SpeechState state, Instant since, @Nullable SpeechCause cause) {}

    /** What all speeches share. */
    record House(
            SpeechProperties properties,
            SpeechMetrics metrics,
            Consumer<SpeechEvent> publish,
            Clock clock,
            LongSupplier ticker) {}

    Speech(String id, String meetingId, SpeechRequest said, Utterance utterance, Voice voice, House house) {
        this.id = id;
        this.meetingId = meetingId;
        this.said = said;
        this.utterance = utterance;
        this.voice = voice;
        this.house = house;
        createdAt = house.clock().instant();
        duration = utterance
                .duration()
                .map(all -> all.compareTo(longest()) < 0 ? all : longest())
                .orElse(null);
        phase = new Phase(SpeechState.WAITING, createdAt, null);
        thread = Thread.ofPlatform().name("speech-" + id).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void end() {
        stopped.countDown();
    }

    @Override
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(bound);
    }

    @Override
    public String id() {
        return id;
    }

    SpeechState state() {
        return phase.state();
    }

    SpeechSnapshot snapshot() {
        Phase now = phase;
        return new SpeechSnapshot(
                id,
                meetingId,
                said,
                voice.kinds(),
                createdAt,
                now.state(),
                now.since(),
                duration,
                Duration.ofNanos(spokenNanos),
                voice.listeners(),
                now.cause());
    }

    private void run() {
        SpeechState last = SpeechState.FAILED;
        SpeechCause cause = SpeechCause.INTERNAL;
        try (utterance;
                voice) {
            cause = speak();
            last = cause != null ? SpeechState.FAILED : isStopped() ? SpeechState.STOPPED : SpeechState.FINISHED;
        } catch (FfmpegException e) {
            cause = SpeechCause.FILE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            log.error("speech {} of meeting {} failed", id, meetingId, e);
        } finally {
            go(last, cause);
            house.metrics().ended(last, cause);
            house.publish().accept(new SpeechEvent.SpeechFinished(meetingId, id, last));
        }
    }

    /** Why it failed; null where it did not. */
    private @Nullable SpeechCause speak() throws FfmpegException, InterruptedException {
        if (!awaitListeners()) {
            return isStopped() ? null : voice.isOpen() ? SpeechCause.NOBODY_LISTENS : SpeechCause.MEETING_LEFT;
        }
        go(SpeechState.SPEAKING, null);
        long most = longest().toNanos();
        long begun = house.ticker().getAsLong();
        while (voice.isOpen()) {
            MediaFrame frame = utterance.next();
            if (frame == null || frame.presentationNanos() >= most) {
                if (frame != null) {
                    frame.close();
                }
                stopsWithin(TAIL);
                return null;
            }
            long at = frame.presentationNanos();
            long early = begun + at - house.ticker().getAsLong();
            if (early < -TOO_LATE) {
                begun -= early;
            }
            if (early > 0 ? stopsWithin(early) : isStopped()) {
                frame.close();
                return null;
            }
            voice.accept(frame);
            spokenNanos = Math.max(spokenNanos, at);
        }
        return SpeechCause.MEETING_LEFT;
    }

    private Duration longest() {
        Duration most = house.properties().maxDuration();
        Duration wanted = said.duration();
        return wanted == null || wanted.compareTo(most) > 0 ? most : wanted;
    }

    /** Whether somebody will hear it; where several do, they hear all of it. */
    private boolean awaitListeners() throws InterruptedException {
        long begun = house.ticker().getAsLong();
        long most = house.properties().listenerTimeout().toNanos();
        while (voice.listeners() == 0) {
            if (!voice.isOpen() || house.ticker().getAsLong() - begun > most || stopsWithin(LOOK)) {
                return false;
            }
        }
        long first = house.ticker().getAsLong();
        int listeners = voice.listeners();
        while (house.ticker().getAsLong() - first < OTHERS) {
            if (stopsWithin(LOOK)) {
                return false;
            }
            if (voice.listeners() != listeners) {
                listeners = voice.listeners();
                first = house.ticker().getAsLong();
            }
        }
        return true;
    }

    private boolean stopsWithin(long nanos) throws InterruptedException {
        return stopped.await(nanos, TimeUnit.NANOSECONDS);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void go(SpeechState to, @Nullable SpeechCause cause) {
        SpeechState from = phase.state();
        phase = new Phase(to, house.clock().instant(), cause);
        house.publish().accept(new SpeechEvent.SpeechStateChanged(meetingId, id, from, to, cause));
    }
}
