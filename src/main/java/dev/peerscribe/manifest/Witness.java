package dev.peerscribe.manifest;

import dev.peerscribe.chat.ChatEntry;
import dev.peerscribe.chat.ChatEvent;
import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.KeyRotated;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordingCompanion;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.SignalingEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Listens to what happens in meetings and keeps it in the logbook of each recording under way. Listeners take constant
 * time; the disk is written on a thread of its own.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // what is signed must be there
class Witness implements RecordingCompanion, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Witness.class);

    /** More than there can be connections; a notice that goes out while a connection closes leaves one behind. */
    private static final int MOST_MEETINGS = 10_000;

    private final MediaSessions sessions;
    private final IdentitySource keys;
    private final ManifestProperties properties;
    private final Clock clock;
    private final Notary notary;
    private final Map<Logbook.Shelf, Counter> omitted = new EnumMap<>(Logbook.Shelf.class);
    /** By meeting; guarded by this, as are the next two. */
    private final Map<String, Attendance> meetings = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attendance> eldest) {
            return size() > MOST_MEETINGS;
        }
    };

    /** Of recordings that are not finished, by id. */
    private final Map<String, Open> open = new LinkedHashMap<>();
    /** One task a logbook waits at most. */
    private final ThreadPoolExecutor disk = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("manifest-logbook").daemon().factory());

    /** A logbook under way. */
    private static final class Open {
        final String meetingId;
        final Logbook book;
        /** Whether the disk is going to be written already; guarded by the witness. */
        boolean writing;

        Open(String meetingId, Logbook book) {
            this.meetingId = meetingId;
            this.book = book;
        }
    }

    Witness(
            MediaSessions sessions,
            IdentitySource keys,
            ManifestProperties properties,
            MeterRegistry meters,
            Clock clock,
            ObjectProvider<BuildProperties> build) {
        this.sessions = sessions;
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
        BuildProperties known = build.getIfAvailable();
        String version = known == null ? null : known.getVersion();
        notary = new Notary(keys, version == null ? "unknown" : version, clock);
        for (Logbook.Shelf shelf : Logbook.Shelf.values()) {
            omitted.put(
                    shelf,
                    Counter.builder("peerscribe.manifest.facts.omitted")
                            .tag("kind", shelf.name().toLowerCase(Locale.ROOT))
                            .baseUnit("facts")
                            .description("Facts for which a recording's manifest has no room")
                            .register(meters));
        }
        disk.allowCoreThreadTimeOut(true);
    }

    @Override
    public synchronized void begin(RecordingSnapshot recording, Path folder) {
        Open begun = new Open(recording.meetingId(), new Logbook(folder, properties));
        open.put(recording.id(), begun);
        add(
                begun,
                new Fact.Signs(
                        clock.instant(), ManifestBuilder.encoded(keys.current().publicKey())));
        Attendance there = meetings.get(recording.meetingId());
        if (there != null) {
            there.facts().forEach(fact -> add(begun, fact));
        }
    }

    @Override
    public List<BesideFile> complete(RecordingSnapshot recording, Path folder) throws IOException {
        return notary.complete(recording, folder, bookOf(recording, folder));
    }

    private synchronized Logbook bookOf(RecordingSnapshot recording, Path folder) {
        Open ours = open.computeIfAbsent(
                recording.id(), id -> new Open(recording.meetingId(), Logbook.left(folder, properties)));
        ours.writing = true; // nothing more is written: the file is about to go
        return ours.book;
    }

    @EventListener
    void on(RecordingEvent.RecordingFinished event) {
        Open finished;
        synchronized (this) {
            finished = open.remove(event.recordingId());
        }
        if (finished != null) {
            later(finished.book::remove);
        }
    }

    @EventListener
    void on(KeyRotated event) {
        Fact fact = new Fact.Signs(
                clock.instant(), ManifestBuilder.encoded(keys.current().publicKey()));
        synchronized (this) {
            open.values().forEach(each -> add(each, fact));
        }
    }

    @EventListener
    void on(MediaEvent event) {
        Instant now = clock.instant();
        String peer = event.peerId();
        Fact fact = switch (event) {
            case MediaEvent.PeerJoined joined -> {
                joined(joined, now);
                yield null;
            }
            case MediaEvent.PeerTrustChanged judged -> new Fact.Judged(now, peer, judged.trust(), judged.reason());
            case MediaEvent.DescriptionApplied applied ->
                new Fact.Described(
                        now,
                        peer,
                        ManifestBuilder.encoded(applied.key()),
                        applied.signed().type(),
                        applied.signed().payload(),
                        applied.fingerprints().stream()
                                .map(Certificates::normal)
                                .sorted()
                                .toList());
            case MediaEvent.TrackOpened opened -> new Fact.TrackOpened(now, peer, opened.trackId(), opened.kind());
            case MediaEvent.TrackMuteChanged changed ->
                new Fact.Muted(now, peer, changed.trackId(), changed.kind(), changed.muted());
            case MediaEvent.SpeakingChanged changed -> new Fact.Spoke(now, peer, changed.trackId(), changed.speaking());
            case MediaEvent.TrackClosed closed -> new Fact.TrackClosed(now, peer, closed.trackId(), closed.kind());
            case MediaEvent.PeerLeft left -> new Fact.Left(now, peer, left.reason());
            case MediaEvent.PeerStateChanged _ -> null; // of the link, not of the participant
        };
        if (fact != null) {
            tell(event.meetingId(), fact);
        }
    }

    /** Also tells what is thought of its key, of which an event tells only once that is another thing. */
    private void joined(MediaEvent.PeerJoined event, Instant now) {
        PeerSnapshot peer = sessions.peers(event.meetingId()).stream()
                .filter(each -> each.id().equals(event.peerId()))
                .findFirst()
                .orElse(null);
        if (peer == null) {
            tell(event.meetingId(), new Fact.Joined(now, event.peerId(), null, null, event.name(), null));
            return;
        }
        tell(
                event.meetingId(),
                new Fact.Joined(
                        now,
                        peer.id(),
                        ManifestBuilder.encoded(peer.key()),
                        peer.senderId(),
                        peer.name(),
                        peer.role()));
        tell(
                event.meetingId(),
                new Fact.Judged(
                        now, peer.id(), peer.verdict().trust(), peer.verdict().reason()));
    }

    @EventListener
    void on(SignalingEvent event) {
        String meeting = event.connectionId();
        switch (event) {
            case SignalingEvent.HelloReceived hello ->
                tell(
                        meeting,
                        new Fact.Named(
                                clock.instant(),
                                hello.key().shortId(),
                                hello.senderId(),
                                hello.hello().name(),
                                hello.hello().role()));
            case SignalingEvent.IntroductionSent sent ->
                tell(meeting, new Fact.Announced(clock.instant(), sent.role(), sent.to()));
            case SignalingEvent.StateChanged changed -> {
                if (changed.to() == ConnectionState.DISCONNECTED) {
                    forgetNotices(meeting);
                }
            }
            case SignalingEvent.DescriptionReceived _,
                    SignalingEvent.CandidateReceived _,
                    SignalingEvent.ChatReceived _,
                    SignalingEvent.DeliveryChanged _,
                    SignalingEvent.SendRefused _,
                    SignalingEvent.FrameRejected _ -> {}
        }
    }

    @EventListener
    void on(ChatEvent event) {
        ChatEntry entry = event.entry();
        switch (event) {
            case ChatEvent.ChatReceived _, ChatEvent.ChatSent _ ->
                tell(
                        event.meetingId(),
                        new Fact.Said(
                                clock.instant(),
                                entry.id(),
                                entry.sender(),
                                entry.text(),
                                entry.timestamp(),
                                entry.direction(),
                                entry.via()));
            case ChatEvent.NoticeGiven notice ->
                tell(event.meetingId(), new Fact.Notified(clock.instant(), entry.text(), entry.via(), notice.peers()));
            case ChatEvent.DeliveryChanged _ -> {} // was told when it was said
        }
    }

    private synchronized void tell(String meetingId, Fact fact) {
        // What is said is of the recordings under way; who is there, also of those to come.
        if (!(fact instanceof Fact.Said || fact instanceof Fact.Notified)) {
            Attendance there = meetings.computeIfAbsent(meetingId, id -> new Attendance());
            boolean known = there.take(fact);
            if (there.isEmpty()) {
                meetings.remove(meetingId);
            }
            if (!known) {
                return;
            }
        }
        for (Open each : open.values()) {
            if (each.meetingId.equals(meetingId)) {
                add(each, fact);
            }
        }
    }

    private synchronized void forgetNotices(String meetingId) {
        Attendance there = meetings.get(meetingId);
        if (there != null) {
            there.forgetNotices();
            if (there.isEmpty()) {
                meetings.remove(meetingId);
            }
        }
    }

    /** Called with the lock held. */
    private void add(Open into, Fact fact) {
        if (!into.book.add(fact)) {
            Objects.requireNonNull(omitted.get(Logbook.Shelf.of(fact))).increment();
        } else if (!into.writing) {
            into.writing = true;
            later(() -> write(into));
        }
    }

    private void write(Open each) {
        synchronized (this) {
            if (!open.containsValue(each)) {
                return;
            }
            each.writing = false;
        }
        each.book.write();
    }

    private void later(Runnable task) {
        try {
            disk.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("The agent ends, and the logbooks with it");
        }
    }

    /** What is in memory only goes with the process, as after a crash; complete recordings have their manifests. */
    @Override
    public void destroy() throws InterruptedException {
        disk.shutdown();
        if (!disk.awaitTermination(2, TimeUnit.SECONDS)) {
            disk.shutdownNow();
        }
    }
}
