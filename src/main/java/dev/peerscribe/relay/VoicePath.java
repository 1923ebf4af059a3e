package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.SoundPieces;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.media.Voice;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Frames into a voice, with the sound kept to the clock of the machine, by which the receivers play it. Owned by one thread. */
final class VoicePath implements AutoCloseable {
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

    private final Voice voice;
    private final LongSupplier ticker;
    private final Outlet.Count count;
    private final ArrivalClockAudio sound;
    private final long begun;
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
                voice.accept(picture.retain());
                counted(TrackKind.VIDEO);
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
        sound.close();
        voice.close();
    }
}
