package dev.peerscribe.media;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Lanes on virtual time, run by the test's own thread. */
final class ManualLanes implements Lane.Source, InstantSource {
    private final List<ManualLane> lanes = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    /** Whether lanes refuse tasks from outside, as full ones do. */
    boolean full;

    @Override
    public Lane open(String name, Map<String, String> about) {
        ManualLane lane = new ManualLane();
        lanes.add(lane);
        return lane;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Lanes that have not ended. */
    long running() {
        return lanes.stream().filter(lane -> !lane.ended).count();
    }

    /** Runs everything that is due. */
    void run() {
        boolean ran = true;
        while (ran) {
            ran = false;
            for (ManualLane lane : List.copyOf(lanes)) {
                ran |= lane.runOne();
            }
        }
    }

    /** Lets time pass, running what becomes due on the way. */
    void pass(Duration duration) {
        Instant until = now.plus(duration);
        run();
        while (true) {
            Instant next = lanes.stream()
                    .flatMap(lane -> lane.timers.stream())
                    .map(timer -> timer.due)
                    .min(Comparator.naturalOrder())
                    .filter(due -> !due.isAfter(until))
                    .orElse(null);
            if (next == null) {
                break;
            }
            now = next.isAfter(now) ? next : now;
            run();
        }
        now = until;
    }

    private final class ManualLane implements Lane {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final List<Timer> timers = new ArrayList<>();
        private boolean ended;

        @Override
        public boolean offer(Runnable task) {
            if (full || ended) {
                return false;
            }
            return tasks.add(task);
        }

        @Override
        public void run(Runnable task) {
            if (!ended) {
                tasks.add(task);
            }
        }

        @Override
        public Delayed after(Duration delay, Runnable task) {
            Timer timer = new Timer(now.plus(delay), task);
            if (!ended) {
                timers.add(timer);
            }
            return () -> timers.remove(timer);
        }

        @Override
        public void end() {
            ended = true;
            tasks.clear();
            timers.clear();
        }

        @Override
        public boolean join(Duration bound) {
            ManualLanes.this.run();
            return ended;
        }

        boolean runOne() {
            for (Timer timer : List.copyOf(timers)) {
                if (!timer.due.isAfter(now)) {
                    timers.remove(timer);
                    tasks.add(timer.task);
                }
            }
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    private record Timer(Instant due, Runnable task) {}
}
