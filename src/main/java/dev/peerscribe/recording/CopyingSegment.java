package dev.peerscribe.recording;

import dev.peerscribe.codec.OpusToc;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.FramePacket;
import dev.peerscribe.ffmpeg.FrameTimes;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of frames as their sender encoded them, copied bit for bit. Its pictures begin with a key frame, and go on after
 * a hole with the next one. Frames are held until it is known which tracks the file has, and for a moment afterwards, so
 * that sound and pictures lie in it in the order of their times.
 */
final class CopyingSegment implements Segment {
    /** A picture is taken to last this long where the one before it did not last shorter, in milliseconds. */
    private static final long LONGEST_PICTURE = 200;

    private static final long FIRST_PICTURE = 33;
    private static final int SAMPLES_A_MILLISECOND = 48;

    private final long headerWaitMillis;
    private final RecordingProperties.SegmentLimits limits;
    private final Opener opener;
    private final TimeOrder<EncodedFrame> order = new TimeOrder<>(EncodedFrame::close);
    private final FramePacket packet = new FramePacket();
    private final FrameTimes pictureTimes = new FrameTimes();
    private final FrameTimes soundTimes = new FrameTimes();
    private @Nullable PictureFormat pictures;
    private boolean sound;
    /** Whether pictures cannot be decoded before the next key frame. */
    private boolean broken = true;

    private @Nullable OpenFile output;
    /** Whether a key frame came at which the file is to be followed by another. */
    private boolean cutting;

    private long lastPicture = Long.MIN_VALUE;

    CopyingSegment(Duration headerWait, RecordingProperties.SegmentLimits limits, Opener opener) {
        headerWaitMillis = headerWait.toMillis();
        this.limits = limits;
        this.opener = opener;
    }

    @Override
    public boolean fits(MediaFrame frame) throws FfmpegException {
        return switch (frame) {
            case VideoPicture picture -> false;
            case AudioBlock block -> false;
            // A picture that cannot begin a file goes on with this one, or is left out of it.
            case EncodedFrame sent when sent.codec().isVideo() -> !sent.key() || goesOnWith(sent);
            case EncodedFrame sent -> output == null || output.has(TrackKind.AUDIO);
        };
    }

    private boolean goesOnWith(EncodedFrame key) throws FfmpegException {
        PictureFormat begun = pictures;
        boolean same = begun == null ? output == null : begun.goesOnWith(key);
        return same || PictureFormat.of(key).isEmpty();
    }

    @Override
    public Outcome write(MediaFrame frame, long nanos) throws FfmpegException {
        return switch (frame) {
            case VideoPicture picture -> throw new IllegalArgumentException("a decoded picture cannot be copied");
            case AudioBlock block -> throw new IllegalArgumentException("decoded sound cannot be copied");
            case EncodedFrame sent -> sent.codec().isVideo() ? picture(sent, nanos) : sound(sent, nanos);
        };
    }

    private Outcome picture(EncodedFrame frame, long nanos) throws FfmpegException {
        PictureFormat format = frame.key() ? begin(frame) : goOn(frame);
        if (format == null) {
            interrupted(TrackKind.VIDEO);
            frame.requestKeyFrame();
            return Outcome.NO_KEY_FRAME;
        }
        long millis = pictureTimes.place(nanos);
        if (millis == FrameTimes.LATE) {
            interrupted(TrackKind.VIDEO);
            frame.requestKeyFrame();
            return Outcome.LATE;
        }
        if (format.rotation() != PictureFormat.rotation(frame)) {
            frame.requestKeyFrame(); // with which a file can begin that says so
        }
        broken = false;
        askForCut(frame, millis);
        hold(TrackKind.VIDEO, frame, millis);
        return Outcome.RECORDED;
    }

    private @Nullable PictureFormat begin(EncodedFrame key) throws FfmpegException {
        if (pictures == null && output == null) {
            pictures = PictureFormat.of(key).orElse(null);
        }
        PictureFormat begun = pictures;
        return begun != null && begun.goesOnWith(key) ? begun : null;
    }

    private @Nullable PictureFormat goOn(EncodedFrame frame) {
        PictureFormat begun = pictures;
        return broken || begun == null || begun.codec() != frame.codec() ? null : begun;
    }

    /** A file that is long enough is followed by another at a key frame. */
    private void askForCut(EncodedFrame frame, long millis) {
        if (output != null && !cutting && output.reached(limits, millis)) {
            if (frame.key()) {
                cutting = true;
            } else {
                frame.requestKeyFrame();
            }
        }
    }

    private Outcome sound(EncodedFrame frame, long nanos) {
        long millis = soundTimes.place(nanos);
        if (millis == FrameTimes.LATE) {
            return Outcome.LATE;
        }
        sound = true;
        hold(TrackKind.AUDIO, frame, millis);
        return Outcome.RECORDED;
    }

    private void hold(TrackKind kind, EncodedFrame frame, long millis) {
        order.add(kind, frame.retain(), millis, frame.data().remaining());
    }

    @Override
    public void interrupted(TrackKind kind) {
        if (kind == TrackKind.VIDEO) {
            broken = true;
        }
    }

    @Override
    public void settle(boolean awaited) throws FfmpegException {
        if (output == null) {
            boolean complete = pictures != null && sound;
            if (order.isEmpty() || (awaited && !complete && !order.waited(headerWaitMillis))) {
                return;
            }
            begin(order.earliest(), false);
        }
        order.release(false, this::write);
    }

    private OpenFile begin(long millis, boolean further) throws FfmpegException {
        PictureFormat format = pictures;
        List<RecordedTrack> tracks = new ArrayList<>();
        if (format != null) {
            tracks.add(format.track());
        }
        if (sound) {
            tracks.add(new RecordedTrack(TrackKind.AUDIO, "OPUS", null, null, null));
        }
        Container container = format == null ? Container.WEBM : format.container();
        OpenFile open = new OpenFile(opener.open(container, tracks, millis), further);
        output = open;
        if (format != null) {
            try (CopiedParameters parameters = CopiedParameters.of(format)) {
                open.add(TrackKind.VIDEO, parameters.get());
            }
        }
        if (sound) {
            try (CopiedParameters parameters = CopiedParameters.opus()) {
                open.add(TrackKind.AUDIO, parameters.get());
            }
        }
        open.begin();
        return open;
    }

    private void write(TimeOrder.Held<EncodedFrame> held) throws FfmpegException {
        OpenFile into = fileFor(held);
        EncodedFrame frame = held.item();
        long pts = held.millis() - into.offsetMillis();
        long duration;
        if (held.kind() == TrackKind.VIDEO) {
            duration = lastPicture == Long.MIN_VALUE
                    ? FIRST_PICTURE
                    : Math.clamp(held.millis() - lastPicture, 1, LONGEST_PICTURE);
            lastPicture = held.millis();
        } else {
            duration = Math.max(1, OpusToc.samples(frame.data()) / SAMPLES_A_MILLISECOND);
        }
        switch (into.write(held.kind(), packet.of(frame), pts, duration, pts + duration)) {
            case YES -> {}
            case LATE, REFUSED -> interrupted(held.kind());
        }
    }

    /** The file begun, or the next one where that is long enough and the frame is one to begin with. */
    private OpenFile fileFor(TimeOrder.Held<EncodedFrame> held) throws FfmpegException {
        OpenFile open = output;
        if (open == null) {
            throw new IllegalStateException("the file was not begun");
        }
        if (!open.reached(limits, held.millis())) {
            return open;
        }
        PictureFormat format;
        if (held.kind() == TrackKind.VIDEO) {
            if (!held.item().key()) {
                return open;
            }
            cutting = false;
            format = PictureFormat.of(held.item()).orElse(null);
            if (format == null) {
                return open; // with which no file can begin
            }
        } else {
            boolean seen = lastPicture != Long.MIN_VALUE && held.millis() - lastPicture < NO_PICTURES;
            if (open.has(TrackKind.VIDEO) && (seen || order.holds(TrackKind.VIDEO))) {
                return open;
            }
            format = null;
            broken = true;
        }
        open.finish();
        pictures = format;
        return begin(held.millis(), true);
    }

    @Override
    public void finish() throws FfmpegException {
        try {
            if (output == null && !order.isEmpty()) {
                begin(order.earliest(), false);
            }
            order.release(true, this::write);
            if (output != null) {
                output.finish();
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        order.close();
        packet.close();
        if (output != null) {
            output.close();
        }
    }
}
