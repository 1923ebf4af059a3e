package dev.peerscribe.ffmpeg;

import org.bytedeco.javacpp.BytePointer;

/** An unbroken run of samples at {@value AudioEncoder#RATE} Hz that is being written. Owned by one thread. */
public interface SoundLine {
    int channels();

    /** Where the next sample goes, in samples since the run's start. */
    long position();

    /** Appends samples, 16 bit, channels interleaved. */
    void samples(BytePointer pcm, int count) throws FfmpegException;

    /** Appends silence, however long. */
    void silence(long count) throws FfmpegException;

    /** Goes on later by so many samples, without any in between. */
    void leap(long count) throws FfmpegException;
}
