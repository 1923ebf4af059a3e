package dev.peerscribe.media;

/**
 * A piece of a track on its way to a {@link MediaSink}. Whoever holds one closes it exactly once; native memory may hang
 * on it.
 *
 * <p>Sealed so that a sink says for every form what it does with it.
 */
public sealed interface MediaFrame extends AutoCloseable permits VideoPicture, AudioBlock, EncodedFrame {
    /**
     * When the frame was to be shown or heard: nanoseconds on the clock of {@link System#nanoTime()}, comparable between
     * all tracks of the process.
     */
    long presentationNanos();

    /** Gives back what the frame holds. */
    @Override
    void close();
}
