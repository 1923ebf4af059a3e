package dev.peerscribe.stage;

import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one picture and one sound of everybody's, live, on a thread of its own: decoded frames in, decoded frames out, some
 * 120 ms later. It begins with the first seat and goes on when nobody is there, as whoever watches may be disconnected
 * otherwise.
 */
public final class LiveStage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveStage.class);

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

    private final Show show;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Of the latest picture or sound that could not be made; owned by the thread. */
    private boolean failing;

    /**
     * Nothing is given before {@link #start}.
     *
     * @param name of its thread
     * @param out is given all frames on that thread
     * @param dropped is told of each picture and piece of sound for which there is no room; on any thread, never waiting
     */
    public LiveStage(String name, StageFormat format, MediaSink out, Consumer<TrackKind> dropped) {
        show = new Show(format, out, dropped, System.nanoTime());
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** A place for somebody of that name; any thread. */
    public Seat seat(String name) {
        return show.seat(name);
    }

    private void run() {
        try (show) {
            Ffmpeg.load();
            while (!closed.await(PERIOD, TimeUnit.NANOSECONDS)) {
                advance();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void advance() {
        try {
            show.advance(System.nanoTime());
            failing = false;
        } catch (FfmpegException | RuntimeException e) {
            if (!failing) {
                log.warn("{} leaves something out: {}", Thread.currentThread().getName(), e.toString());
            }
            failing = true;
        }
    }

    /** Ends within a picture's time; returns at once. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Whether it ended in time; what is held goes with it. */
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(bound);
    }
}
