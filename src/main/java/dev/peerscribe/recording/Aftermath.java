package dev.peerscribe.recording;

import dev.peerscribe.recording.RecordingEvent.RecordingFinished;
import dev.peerscribe.recording.RecordingEvent.RecordingStateChanged;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** What follows from a change of a recording: told under its lock, done on the control thread. */
final class Aftermath implements Recording.Listener {
    private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

    private final ControlThread control;
    private final RecordingJournal journal;
    private final RecordingShelf shelf;
    private final Map<String, Recording> live;
    private final ApplicationEventPublisher publisher;
    private final RecordingMetrics metrics;
    private final Duration stopBound;
    private final List<RecordingCompanion> companions;
    /** Makes what stands beside media, which takes its time: tracks of other recordings must not wait for it. */
    private final ControlThread besides = new ControlThread("recording-beside");

    private final JournalRounds rounds;
    /** Recordings that are finished, of which nobody was told yet. */
    private final AtomicInteger untold = new AtomicInteger();
    /** Recordings whose journal is to be written. */
    private final Set<String> unsaved = ConcurrentHashMap.newKeySet();
    /** Recordings whose journal could not be written. */
    private final Set<String> unkept = ConcurrentHashMap.newKeySet();

    Aftermath(
            ControlThread control,
            RecordingJournal journal,
            RecordingShelf shelf,
            Map<String, Recording> live,
            LongSupplier ticker,
            ApplicationEventPublisher publisher,
            RecordingMetrics metrics,
            Duration stopBound,
            List<RecordingCompanion> companions) {
        this.control = control;
        this.journal = journal;
        this.shelf = shelf;
        this.live = live;
        this.publisher = publisher;
        this.metrics = metrics;
        this.stopBound = stopBound;
        this.companions = List.copyOf(companions);
        rounds = new JournalRounds(ticker, recording -> live.containsKey(recording.id()), this::save);
    }

    @Override
    public void stateChanged(Recording recording, RecordingState from, RecordingState to) {
        if (to == RecordingState.FINALIZING) {
            control.later(recording::abandon, stopBound);
        }
        RecordingSnapshot now = recording.snapshot();
        boolean finished = RecordingShelf.finished(to);
        if (finished) {
            untold.incrementAndGet();
        }
        control.execute(() -> {
            save(now);
            rounds.overtaken(recording);
            if (finished) {
                shelf.put(now);
                synchronized (live) {
                    live.remove(now.id());
                    live.notifyAll();
                }
            }
            tell(now, from);
            if (finished) {
                untold.decrementAndGet();
            }
        });
    }

    /** Whether a recording is finished of which nobody was told yet; any thread. */
    boolean isToTell() {
        return untold.get() > 0;
    }

    @Override
    public void filesChanged(Recording recording) {
        if (unsaved.add(recording.id())) {
            control.execute(() -> {
                unsaved.remove(recording.id());
                if (live.containsKey(recording.id())) {
                    save(recording.snapshot());
                }
            });
        }
    }

    @Override
    public void writerDone(Recording recording, ParticipantRecorder recorder) {
        control.execute(() -> recording.done(recorder));
    }

    @Override
    public void mediaComplete(Recording recording) {
        besides.execute(() -> recording.complete(beside(recording.snapshot())));
    }

    /** A recording of an earlier run was completed; done on the control thread too. */
    void recovered(RecordingSnapshot media) {
        untold.incrementAndGet();
        besides.execute(() -> {
            RecordingSnapshot recording = media.state() == RecordingState.COMPLETE ? media.with(beside(media)) : media;
            control.execute(() -> {
                if (shelf.replace(recording)) {
                    metrics.recovered();
                    save(recording);
                    tell(recording, RecordingState.FINALIZING);
                }
                untold.decrementAndGet();
            });
        });
    }

    /** Goes on with the journals of what is being recorded; on the control thread, each second. */
    void lookAtJournals() {
        keepUnkept();
        rounds.look();
    }

    /** A recording's first journal is written; on the control thread. */
    void follow(Recording recording) {
        rounds.begun(recording);
    }

    /** A recording's folder is there; on the thread of whoever began it. */
    void begun(RecordingSnapshot recording) {
        for (RecordingCompanion companion : companions) {
            try {
                companion.begin(recording, journal.folder(recording.id()));
            } catch (RuntimeException e) {
                metrics.companionFailed();
                log.error("{} does not go along with recording {}", name(companion), recording.id(), e);
            }
        }
    }

    /** What stands beside the media; where something cannot be made, the recording is no worse for it. */
    private List<BesideFile> beside(RecordingSnapshot recording) {
        List<BesideFile> left = new ArrayList<>();
        for (RecordingCompanion companion : companions) {
            try {
                left.addAll(companion.complete(recording.with(List.copyOf(left)), journal.folder(recording.id())));
            } catch (IOException | RuntimeException e) {
                metrics.companionFailed();
                log.error("Recording {} is complete, but without what {} makes", recording.id(), name(companion), e);
            }
        }
        return List.copyOf(left);
    }

    /** A recording is about to be removed; on the thread of whoever removes it. */
    void removing(RecordingSnapshot recording) {
        for (RecordingCompanion companion : companions) {
            try {
                companion.removing(recording);
            } catch (RuntimeException e) {
                metrics.companionFailed();
                log.error("{} does not note that recording {} goes", name(companion), recording.id(), e);
            }
        }
    }

    /** Whether the disk has what is known of a recording; any thread. */
    boolean isKept(String id) {
        return !unkept.contains(id);
    }

    /** Writes down what could not be before, such as for want of room. */
    private void keepUnkept() {
        for (String id : unkept) {
            Recording recording = live.get(id);
            Optional<RecordingSnapshot> last = recording == null ? shelf.find(id) : Optional.of(recording.snapshot());
            last.ifPresentOrElse(this::save, () -> unkept.remove(id));
        }
    }

    private static String name(RecordingCompanion companion) {
        return companion.getClass().getName();
    }

    /** Ends the thread after what waits; false where that took too long. */
    boolean end(Duration patience) throws InterruptedException {
        return besides.end(patience);
    }

    void endNow() {
        besides.endNow();
    }

    private void tell(RecordingSnapshot recording, RecordingState from) {
        RecordingState to = recording.state();
        publisher.publishEvent(new RecordingStateChanged(recording.meetingId(), recording.id(), from, to));
        if (RecordingShelf.finished(to)) {
            metrics.finished(to);
            publisher.publishEvent(new RecordingFinished(recording.meetingId(), recording.id(), to));
        }
    }

    private void save(RecordingSnapshot recording) {
        try {
            if (Files.isDirectory(journal.folder(recording.id()))) {
                journal.write(recording);
            }
            unkept.remove(recording.id());
        } catch (IOException e) {
            // The disk may be full; memory still knows, and it is tried again.
            metrics.journalUnwritten();
            if (unkept.add(recording.id())) {
                log.warn("The journal of recording {} could not be written: {}", recording.id(), e.getMessage());
            }
        }
    }
}
