package dev.peerscribe.stage;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's pictures and sounds as one track of each, made as far as a time has come. Seats are given on any thread, all
 * else is owned by one.
 */
final class Show implements AutoCloseable {
    /** So much after it was to be seen and heard everything is: what comes later than others is waited for. */
    static final long DELAY = TimeUnit.MILLISECONDS.toNanos(120);

    /** What could not be made in time for so long is left out. */
    private static final long BEHIND = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int PIECE = SoundLane.RATE / 50;
    private static final int MILLIS_A_PIECE = 20;

    private final StageFormat format;
    private final MediaSink out;
    private final Consumer<TrackKind> dropped;
    private final long epoch;
    private final Floor<Seat, SoundLane> floor = new Floor<>(Seat::sounds);
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    /** Bytes of all pictures that wait. */
    private final AtomicLong held = new AtomicLong();
    /** Made when it is first drawn on. */
    private @Nullable Canvas canvas;
    /** Whom the places are for, in their order. */
    private List<Seat> there = List.of();

    private int places;
    /** How many samples were heard, and how many pictures seen. */
    private long samples;

    private long pictures;
    private boolean begun;

    /**
     * Begins at {@code epoch}, by {@link System#nanoTime()}, as soon as there is anybody; {@code dropped} is told what found no
     * room, on any thread.
     */
    Show(StageFormat format, MediaSink out, Consumer<TrackKind> dropped, long epoch) {
        this.format = format;
        this.out = out;
        this.dropped = dropped;
        this.epoch = epoch;
    }

    /** Whether nothing is held of anybody. */
    boolean isEmpty() {
        return seats.isEmpty() && floor.isQuiet() && held.get() == 0;
    }

    Seat seat(String name) {
        Seat seat = new Seat(name, epoch, held, dropped);
        seats.add(seat);
        return seat;
    }

    /** Makes what was to be seen and heard until a while before that time. */
    void advance(long nanos) throws FfmpegException {
        long until = nanos - epoch - DELAY;
        seats.removeIf(this::dismissed);
        begun |= !seats.isEmpty();
        if (until < 0 || !begun) {
            return;
        }
        listen(until);
        look(until);
    }

    /** Whether it left, after which nothing is held of it. */
    private boolean dismissed(Seat seat) {
        boolean left = seat.isLeft();
        seat.endSounds(floor::over);
        if (!left) {
            return false;
        }
        seat.sounds().forEach(floor::over);
        seat.close();
        return true;
    }

    private void listen(long until) {
        long end = until / 1000 * (SoundLane.RATE / 1000) / 1000;
        long earliest = end - BEHIND / 1000 * (SoundLane.RATE / 1000) / 1000;
        if (samples < earliest) {
            samples = earliest;
        }
        while (samples + PIECE <= end) {
            hear();
        }
    }

    private void hear() {
        float[] mixed = new float[SoundLane.CHANNELS * PIECE];
        for (Seat seat : seats) {
            for (SoundLane sound : seat.sounds()) {
                floor.heard(sound, sound.mix(mixed, samples), MILLIS_A_PIECE);
            }
        }
        SoftLimit.apply(mixed);
        byte[] pcm = new byte[2 * mixed.length];
        for (int i = 0; i < mixed.length; i++) {
            int sample = Math.round(mixed[i] * Short.MAX_VALUE);
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        long nanos = epoch + samples * 1_000_000 / (SoundLane.RATE / 1000);
        samples += PIECE;
        out.accept(new AudioBlock(nanos, pcm, SoundLane.RATE, SoundLane.CHANNELS));
    }

    /** Where several pictures are due, one is made. */
    private void look(long until) throws FfmpegException {
        long due = until * format.frameRate() / TimeUnit.SECONDS.toNanos(1);
        if (due <= pictures) {
            return;
        }
        pictures = due;
        Canvas into = canvas();
        long nanos = epoch + due * TimeUnit.SECONDS.toNanos(1) / format.frameRate();
        List<Seat> now = List.copyOf(seats);
        if (format.layout() == Layout.SPEAKER) {
            now = floor.first(now, TimeUnit.NANOSECONDS.toMillis(nanos - epoch));
        }
        if (!now.equals(there)) {
            there = List.of(); // arranged anew the next time, should it not succeed
            places = into.arrange(now.stream().map(Seat::name).toList());
            there = now;
        }
        for (int place = 0; place < now.size(); place++) {
            PictureLane lane = now.get(place).lane();
            if (place < places) {
                boolean changed = lane.advance(nanos);
                draw(into, place, lane.at(nanos), changed);
            } else {
                lane.skip(nanos);
            }
        }
        out.accept(new CanvasPicture(into.frame(), nanos));
    }

    private Canvas canvas() throws FfmpegException {
        Canvas made = canvas;
        if (made == null) {
            made = new Canvas(format.layout(), format.width(), format.height());
            canvas = made;
        }
        return made;
    }

    private static void draw(Canvas canvas, int place, @Nullable AVFrame picture, boolean changed)
            throws FfmpegException {
        if (picture == null) {
            canvas.clear(place);
        } else if (changed || canvas.isEmpty(place)) {
            boolean _ = canvas.draw(place, picture, 0);
        }
    }

    @Override
    public void close() {
        seats.forEach(Seat::close);
        if (canvas != null) {
            canvas.close();
        }
    }
}
