package dev.peerscribe.media;

/**
 * Decoded sound, usually 10 ms of it. Nobody writes to {@code pcm} any more, so sinks may share it.
 *
 * @param presentationNanos when the block began to be heard, see {@link MediaFrame#presentationNanos()}
 * @param pcm signed 16 bit little endian samples, channels interleaved
 * @param sampleRate samples a second and channel
 * @param channels 1 or 2
 */
@SuppressWarnings("ArrayRecordComponent") // a view of bytes in flight, never compared
public record AudioBlock(long presentationNanos, byte[] pcm, int sampleRate, int channels) implements MediaFrame {
    /** Samples a channel. */
    public int samples() {
        return pcm.length / (2 * channels);
    }

    @Override
    public void close() {
        // lives on the heap
    }
}
