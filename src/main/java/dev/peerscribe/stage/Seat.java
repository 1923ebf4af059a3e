package dev.peerscribe.stage;

import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A participant's place at a live stage, with one picture and any number of sounds. Any thread. */
public final class Seat {
    private final String name;
    private final long epoch;
    private final Consumer<TrackKind> dropped;
    private final PictureLane pictures;
    /** By what the track is called. */
    private final Map<String, SoundLane> sounds = new ConcurrentHashMap<>();
    /** Whose natives the stage's thread has yet to close. */
    private final Collection<SoundLane> over = ConcurrentHashMap.newKeySet();

    private volatile boolean left;

    /** {@code held} counts the bytes of pictures that wait at the whole stage; {@code dropped} is told what found no room. */
    Seat(String name, long epoch, AtomicLong held, Consumer<TrackKind> dropped) {
        this.name = name;
        this.epoch = epoch;
        this.dropped = dropped;
        pictures = new PictureLane(held, () -> dropped.accept(TrackKind.VIDEO));
    }

    /** Where its pictures go. */
    public MediaSink pictures() {
        return pictures::accept;
    }

    /** Its pictures are over: what waits is not shown any more. */
    public void dark() {
        pictures.dark();
    }

    /** Where a track of its sound goes. */
    public MediaSink sound(String track) {
        SoundLane lane = new SoundLane(epoch, () -> dropped.accept(TrackKind.AUDIO));
        SoundLane before = sounds.put(track, lane);
        if (before != null) {
            over.add(before);
        }
        return lane::accept;
    }

    /** A track of its sound is over. */
    public void silent(String track) {
        SoundLane lane = sounds.remove(track);
        if (lane != null) {
            over.add(lane);
        }
    }

    /** It is seen and heard no more. */
    public void leave() {
        left = true;
    }

    String name() {
        return name;
    }

    boolean isLeft() {
        return left;
    }

    PictureLane lane() {
        return pictures;
    }

    Collection<SoundLane> sounds() {
        return sounds.values();
    }

    /** Closes the sounds that are over, telling of each; by the stage's thread, as is the next. */
    void endSounds(Consumer<SoundLane> ended) {
        for (SoundLane lane : List.copyOf(over)) {
            over.remove(lane);
            lane.close();
            ended.accept(lane);
        }
    }

    void close() {
        pictures.close();
        sounds.values().forEach(SoundLane::close);
        over.forEach(SoundLane::close);
    }
}
