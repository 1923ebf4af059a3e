package dev.peerscribe.media;

/** Where the frames of one track go. Called on a thread of the engine, which must not be held up. */
@FunctionalInterface
public interface MediaSink {
    /** Takes the frame over, closing it sooner or later; never blocks and never throws. */
    void accept(MediaFrame frame);
}
