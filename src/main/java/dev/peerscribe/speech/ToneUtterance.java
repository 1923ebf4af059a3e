package dev.peerscribe.speech;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A sine at -12 dBFS that swells and fades for 5 ms each, so that it does not click; pure. */
final class ToneUtterance implements Utterance {
    static final int RATE = 48_000;

    private static final int SAMPLES = RATE / 100;
    private static final double AMPLITUDE = 0.25 * Short.MAX_VALUE;
    private static final int FADE = RATE / 200;

    private final double step;
    private final Duration duration;
    private final long count;
    private long next;

    ToneUtterance(SpeechRequest.Tone tone) {
        step = 2 * Math.PI * tone.frequency() / RATE;
        duration = tone.duration();
        count = tone.duration().toMillis() * (RATE / 1000);
    }

    @Override
    public Set<TrackKind> kinds() {
        return Set.of(TrackKind.AUDIO);
    }

    @Override
    public Optional<Duration> duration() {
        return Optional.of(duration);
    }

    @Override
    public @Nullable MediaFrame next() {
        if (next >= count) {
            return null;
        }
        byte[] pcm = new byte[2 * SAMPLES];
        for (int i = 0; i < SAMPLES && next + i < count; i++) {
            long at = next + i;
            double fade = Math.min(1, (double) Math.min(at, count - 1 - at) / FADE);
            int sample = (int) Math.round(AMPLITUDE * fade * Math.sin(step * at));
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        AudioBlock block = new AudioBlock(TimeUnit.SECONDS.toNanos(next) / RATE, pcm, RATE, 1);
        next += SAMPLES;
        return block;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
