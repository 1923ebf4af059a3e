package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.Voice;
import dev.peerscribe.media.VoiceRefusedException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Frames into another meeting, as tracks of the agent's own there. */
final class MeetingOutlet implements Outlet {
    private final MediaSessions sessions;
    private final String meetingId;
    private final Set<TrackKind> kinds;
    private final int channels;
    private final LongSupplier ticker;
    private final Count count;
    private @Nullable Voice voice;
    private @Nullable VoicePath path;

    /**
     * Nothing is sent yet.
     *
     * @param channels of the sound, 0 for none
     */
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
        try {
            Voice opened = sessions.speak(meetingId, kinds);
            voice = opened;
            path = new VoicePath(opened, channels, ticker, count);
        } catch (VoiceRefusedException e) {
            throw new RelayFailure(
                    switch (e.reason()) {
                        case UNKNOWN_MEETING -> RelayCause.NO_MEETING;
                        case NOT_ENCODED -> RelayCause.REJECTED;
                        case TAKEN -> RelayCause.TAKEN;
                    });
        }
    }

    @Override
    public void send(MediaFrame frame) throws FfmpegException {
        if (path == null || voice == null || !voice.isOpen()) {
            throw new RelayFailure(RelayCause.NO_MEETING);
        }
        path.send(frame);
    }

    @Override
    public void idle() {
        if (path != null) {
            path.sendDue();
        }
    }

    @Override
    public void finish() {
        // what was sent is on its way
    }

    @Override
    public void close() {
        if (path != null) {
            path.close();
        }
    }
}
