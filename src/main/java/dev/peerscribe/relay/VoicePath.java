package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.ffmpeg.SoundPieces;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.media.Voice;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Frames into a voice, pictures at their time and the sound kept to the clock of the machine, by which the receivers play it:
 * what leaves together is seen and heard together. Owned by one thread.
 */
final class VoicePath implements AutoCloseable {
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    /** So much before its time a picture goes, rather than wait for the next frame. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(10);
    /** At 60 a second, half of one, which is as long as any waits for its sound; more do not wait. */
    private static final int MOST = 32;
    /** As above; twenty pictures of 1080p. */
    private static final long MOST_BYTES = 64 << 20;

    private final Voice voice;
    private final LongSupplier ticker;
    private final Outlet.Count count;
    private final ArrivalClockAudio sound;
    private final long begun;
    /** Pictures that are before their time, in order. */
    private final ArrayDeque<VideoPicture> early = new ArrayDeque<>();
    /** Memory that they hold. */
    private long bytes;
    /** Whether somebody received it when that was last looked at. */
    private boolean heard;

    private long looked;

    /**
     * Begins with the present moment.
     *
     * @param channels of the sound, 0 for none
     */
    VoicePath(Voice voice, int channels, LongSupplier ticker, Outlet.Count count) {
        this.voice = voice;
        this.ticker = ticker;
        this.count = count;
        begun = ticker.getAsLong();
        looked = begun - LOOK;
        sound = new ArrivalClockAudio(new SoundPieces(Math.max(1, channels), begun, voice::accept));
    }

    /** Sends a decoded frame, which stays the caller's. */
    void send(MediaFrame frame) throws FfmpegException {
        look();
        switch (frame) {
            case VideoPicture picture -> {
                early.add(picture.retain());
                bytes += PictureCopy.bytes(picture);
            }
            case AudioBlock block -> {
                if (block.presentationNanos() >= begun) {
                    sound.append(block, block.presentationNanos() - begun);
                    counted(TrackKind.AUDIO);
                }
            }
            case EncodedFrame _ -> {
                // the queue takes none
            }
        }
        sendDue();
    }

    /** Sends what is to be seen by now; asked now and then where no frame comes. */
    void sendDue() {
        long soon = ticker.getAsLong() + SOON;
        while (!early.isEmpty()
                && (early.size() > MOST
                        || bytes > MOST_BYTES
                        || early.getFirst().presentationNanos() <= soon)) {
            VideoPicture due = early.remove();
            bytes -= PictureCopy.bytes(due);
            voice.accept(due);
            counted(TrackKind.VIDEO);
        }
    }

    private void look() {
        long now = ticker.getAsLong();
        if (now - looked >= LOOK) {
            looked = now;
            heard = voice.listeners() > 0;
        }
    }

    private void counted(TrackKind kind) {
        if (heard) {
            count.sent(kind, 0);
        }
    }

    @Override
    public void close() {
        early.forEach(VideoPicture::close);
        early.clear();
        sound.close();
        voice.close();
    }
}
