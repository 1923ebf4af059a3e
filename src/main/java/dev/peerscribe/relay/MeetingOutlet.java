package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.SoundPieces;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.media.Voice;
import dev.peerscribe.media.VoiceRefusedException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Frames into another meeting, as tracks of the agent's own there. */
final class MeetingOutlet implements Outlet {
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

    private final MediaSessions sessions;
    private final String meetingId;
    private final Set<TrackKind> kinds;
    private final int channels;
    private final LongSupplier ticker;
    private final Count count;
    private @Nullable Voice voice;
    /** Keeps the sound to the clock of the machine, by which the receivers play it. */
    private @Nullable ArrivalClockAudio sound;

    private long begun;
    /** Whether somebody received it when that was last looked at. */
    private boolean heard;

    private long looked;

    /** Nothing is sent yet. */
    MeetingOutlet(
            MediaSessions sessions,
            Target.Meeting target,
            Set<TrackKind> kinds,
            int channels,
            LongSupplier ticker,
            Count count) {
        this.sessions = sessions;
        meetingId = target.meetingId();
        this.kinds = kinds;
        this.channels = channels;
        this.ticker = ticker;
        this.count = count;
    }

    @Override
    public void open() throws RelayFailure {
        Voice opened;
        try {
            opened = sessions.speak(meetingId, kinds);
        } catch (VoiceRefusedException e) {
            throw new RelayFailure(
                    switch (e.reason()) {
                        case UNKNOWN_MEETING -> RelayCause.NO_MEETING;
                        case NOT_ENCODED -> RelayCause.REJECTED;
                        case TAKEN -> RelayCause.TAKEN;
                    });
        }
        voice = opened;
        begun = ticker.getAsLong();
        looked = begun - LOOK;
        sound = new ArrivalClockAudio(new SoundPieces(Math.max(1, channels), begun, opened::accept));
    }

    @Override
    public void send(MediaFrame frame) throws FfmpegException {
        Voice open = voice;
        ArrivalClockAudio clock = sound;
        if (open == null || clock == null || !open.isOpen()) {
            throw new RelayFailure(RelayCause.NO_MEETING);
        }
        look(open);
        switch (frame) {
            case VideoPicture picture -> {
                open.accept(picture.retain());
                counted(TrackKind.VIDEO);
            }
            case AudioBlock block -> {
                if (block.presentationNanos() >= begun) {
                    clock.append(block, block.presentationNanos() - begun);
                    counted(TrackKind.AUDIO);
                }
            }
            case EncodedFrame _ -> {
                // the queue takes none
            }
        }
    }

    private void look(Voice open) {
        long now = ticker.getAsLong();
        if (now - looked >= LOOK) {
            looked = now;
            heard = open.listeners() > 0;
        }
    }

    private void counted(TrackKind kind) {
        if (heard) {
            count.sent(kind, 0);
        }
    }

    @Override
    public void finish() {
        // what was sent is on its way
    }

    @Override
    public void close() {
        if (sound != null) {
            sound.close();
            sound = null;
        }
        if (voice != null) {
            voice.close();
            voice = null;
        }
    }
}
