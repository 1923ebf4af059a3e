package dev.peerscribe.jobs;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, or ran, for each meeting, by id, in the order in which it began. Every method is for any thread; callers may
 * hold this object's lock over several of them.
 */
public final class MeetingJobs<J extends MeetingJobs.Job> {
    private static final Logger log = LoggerFactory.getLogger(MeetingJobs.class);

    private static final int ID_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    /** By meeting and id; guarded by this. */
    private final Map<String, Map<String, J>> jobs = new LinkedHashMap<>();
    /** Those that were told to end and may not have yet; guarded by this. */
    private final List<J> ending = new ArrayList<>();

    /** Something with a thread of its own. */
    public interface Job {
        String id();

        /** Has it end within its bound; returns at once. */
        void end();

        /** Whether it ended in time. */
        boolean awaitEnd(Duration bound) throws InterruptedException;
    }

    /** An id for another one: 16 hexadecimal digits. */
    public String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    public synchronized void add(String meetingId, J job) {
        jobs.computeIfAbsent(meetingId, key -> new LinkedHashMap<>()).put(job.id(), job);
    }

    public synchronized Optional<J> find(String meetingId, String id) {
        return Optional.ofNullable(jobs.getOrDefault(meetingId, Map.of()).get(id));
    }

    public synchronized List<J> of(String meetingId) {
        return List.copyOf(jobs.getOrDefault(meetingId, Map.of()).values());
    }

    public synchronized List<J> all() {
        List<J> all = new ArrayList<>();
        jobs.values().forEach(each -> all.addAll(each.values()));
        return all;
    }

    /** Forgets one; what it does goes on. */
    public synchronized Optional<J> forget(String meetingId, String id) {
        Map<String, J> here = jobs.get(meetingId);
        if (here == null) {
            return Optional.empty();
        }
        J job = here.remove(id);
        if (here.isEmpty()) {
            jobs.remove(meetingId);
        }
        return Optional.ofNullable(job);
    }

    /** Ends and forgets one; returns at once, false where there is none. */
    public boolean end(String meetingId, String id) {
        Optional<J> ended;
        synchronized (this) {
            ended = forget(meetingId, id);
            ended.ifPresent(ending::add);
        }
        ended.ifPresent(Job::end);
        return ended.isPresent();
    }

    /** Ends and forgets those of a meeting; returns at once. */
    public void end(String meetingId) {
        List<J> ended;
        synchronized (this) {
            ended = of(meetingId);
            jobs.remove(meetingId);
            ending.addAll(ended);
        }
        ended.forEach(Job::end);
    }

    /** How many of those that are forgotten have not ended yet. */
    public synchronized int ending() {
        ending.removeIf(MeetingJobs::hasEnded);
        return ending.size();
    }

    private static boolean hasEnded(Job job) {
        try {
            return job.awaitEnd(Duration.ofNanos(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends and forgets all of them, and waits for all together, and for what ends already, no longer than this. */
    public void endAll(Duration bound) {
        List<J> ended;
        synchronized (this) {
            ended = all();
            jobs.clear();
            ended.forEach(Job::end);
            ended.addAll(ending);
            ending.clear();
        }
        long until = System.nanoTime() + bound.toNanos();
        try {
            for (J job : ended) {
                if (!job.awaitEnd(Duration.ofNanos(Math.max(until - System.nanoTime(), 1)))) {
                    log.warn("{} {} did not end in time", job.getClass().getSimpleName(), job.id());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
