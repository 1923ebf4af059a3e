package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frames that were encoded beforehand. The same clip is encoded once a test run.
 *
 * @param frames in the form in which {@link dev.peerscribe.codec.AssembledFrame} has them
 */
public record Clip(Spec spec, List<Frame> frames) {
    private static final Map<Spec, Clip> MADE = new ConcurrentHashMap<>();

    /**
     * What there is to see or hear.
     *
     * @param rate frames a second
     * @param keyInterval frames from one key frame to the next
     * @param bitRate in bits a second
     */
    public record Spec(Codec codec, int width, int height, int rate, int seconds, int keyInterval, int bitRate) {}

    /**
     * A frame.
     *
     * @param timestamp in units of the codec's clock, 0 the first
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    public record Frame(byte[] bytes, boolean key, long timestamp) {}

    /** A scene that moves, with a camera's noise. */
    public static Clip video(Codec codec, int width, int height, int rate, int seconds, int keyInterval, int bitRate) {
        return MADE.computeIfAbsent(
                new Spec(codec, width, height, rate, seconds, keyInterval, bitRate), ClipEncoder::encode);
    }

    /** A call as it mostly is: 1280x720 at 30 pictures a second and 2 Mbit/s, a key frame every three seconds. */
    public static Clip call(Codec codec, int seconds) {
        return video(codec, 1280, 720, 30, seconds, 90, 2_000_000);
    }

    /** A tone of 440 Hz, with some noise, in Opus frames of 20 ms. */
    public static Clip sound(int seconds) {
        return MADE.computeIfAbsent(new Spec(Codec.OPUS, 0, 0, 50, seconds, 1, 32_000), ClipEncoder::encode);
    }
}
