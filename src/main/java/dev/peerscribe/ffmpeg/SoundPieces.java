package dev.peerscribe.ffmpeg;

import dev.peerscribe.media.AudioBlock;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;

/**
 * Samples as pieces of 10 ms for those who send them at once: what is silence is not sent, as it would come in one heap
 * when it is over. Owned by one thread.
 */
public final class SoundPieces implements SoundLine {
    private static final int SAMPLES = AudioEncoder.RATE / 100;

    private final int channels;
    private final long epoch;
    private final Consumer<AudioBlock> sink;
    private byte[] piece;
    private int filled;
    private long position;

    /** Times count from {@code epoch}, by {@link System#nanoTime()}. */
    public SoundPieces(int channels, long epoch, Consumer<AudioBlock> sink) {
        this.channels = channels;
        this.epoch = epoch;
        this.sink = sink;
        piece = new byte[2 * channels * SAMPLES];
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void samples(BytePointer pcm, int count) {
        byte[] bytes = new byte[2 * channels * count];
        pcm.get(bytes);
        for (int done = 0; done < bytes.length; ) {
            int now = Math.min(bytes.length - done, piece.length - filled);
            System.arraycopy(bytes, done, piece, filled, now);
            done += now;
            filled += now;
            if (filled == piece.length) {
                send();
            }
        }
        position += count;
    }

    private void send() {
        sink.accept(new AudioBlock(epoch + position * 1_000_000 / 48, piece, AudioEncoder.RATE, channels));
        piece = new byte[piece.length];
        filled = 0;
    }

    @Override
    public void silence(long count) {
        position += count;
    }

    @Override
    public void leap(long count) {
        position += count;
    }
}
