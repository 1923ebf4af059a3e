package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.AudioEncoder;
import dev.peerscribe.ffmpeg.EncoderException;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.FrameTimes;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.ffmpeg.VideoEncoder;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/** A file of decoded frames, with its encoders. Packets are held until it is known which tracks the file has. */
final class EncodingSegment implements Segment {
    /** When a picture is so far ahead of the sound, the sound is filled with silence up to half of it. */
    private static final long SOUND_MISSING_NANOS = 2_000_000_000L;

    private final RecordingProperties properties;
    private final Opener opener;
    private final TimeOrder<AVPacket> order = new TimeOrder<>(packet -> av_packet_free(packet));
    private @Nullable VideoEncoder video;
    private @Nullable AudioEncoder audio;
    private @Nullable ArrivalClockAudio clock;
    private int audioChannels;
    private @Nullable OpenFile output;
    /** Whether a key frame is on its way at which the file is to be followed by another. */
    private boolean cutting;

    private long lastPicture = Long.MIN_VALUE;
    private final FrameTimes pictureTimes = new FrameTimes();

    EncodingSegment(RecordingProperties properties, Opener opener) {
        this.properties = properties;
        this.opener = opener;
    }

    @Override
    public boolean fits(MediaFrame frame) {
        return switch (frame) {
            case VideoPicture picture -> hasPlace(TrackKind.VIDEO) && fitsSize(picture);
            case AudioBlock block -> hasPlace(TrackKind.AUDIO);
            case EncodedFrame sent -> false;
        };
    }

    private boolean hasPlace(TrackKind kind) {
        return output == null || output.has(kind);
    }

    private boolean fitsSize(VideoPicture picture) {
        VideoEncoder open = video;
        return open == null || properties.video().codec().sizeInBand() || sameSize(open, picture);
    }

    @Override
    public Outcome write(MediaFrame frame, long nanos) throws FfmpegException {
        TrackKind kind = FrameQueue.kind(frame);
        try {
            return switch (frame) {
                case VideoPicture picture -> write(picture, nanos);
                case AudioBlock block -> write(block, nanos);
                case EncodedFrame sent -> throw new IllegalArgumentException("what is encoded is not encoded again");
            };
        } catch (EncoderException e) {
            giveUp(kind);
            throw e;
        }
    }

    /** Does nothing: what the encoders make hangs together, whatever they were given. */
    @Override
    public void interrupted(TrackKind kind) {}

    private Outcome write(VideoPicture picture, long nanos) throws FfmpegException {
        long millis = pictureTimes.place(nanos);
        if (millis == FrameTimes.LATE) {
            return Outcome.LATE;
        }
        VideoEncoder encoder = video;
        if (encoder != null && !sameSize(encoder, picture)) {
            dropVideo();
            encoder = null;
        }
        if (encoder == null) {
            int width = width(picture);
            int height = height(picture);
            encoder = new VideoEncoder(properties.video().settings(width, height), width, height, this::hold);
            video = encoder;
        }
        if (output != null && !cutting && output.reached(properties.segment(), millis)) {
            cutting = true;
            encoder.beginAnew();
        }
        encoder.encode(picture, millis);
        if (clock != null) {
            AudioEncoder sound = audio;
            if (sound != null && ArrivalClockAudio.samplesAt(nanos - SOUND_MISSING_NANOS) > sound.position()) {
                clock.silenceUntil(nanos - SOUND_MISSING_NANOS / 2);
            }
        }
        return Outcome.RECORDED;
    }

    private Outcome write(AudioBlock block, long nanos) throws FfmpegException {
        ArrivalClockAudio placed = clock;
        if (placed == null) {
            if (audioChannels == 0) {
                audioChannels = block.channels();
            }
            AudioEncoder encoder = new AudioEncoder(
                    properties.audio().settings(), audioChannels, ArrivalClockAudio.samplesAt(nanos), this::hold);
            audio = encoder;
            placed = new ArrivalClockAudio(encoder);
            clock = placed;
        }
        placed.append(block, nanos);
        return Outcome.RECORDED;
    }

    /** Gives up an encoder, to be opened again by the next frame. */
    private void giveUp(TrackKind kind) {
        switch (kind) {
            case VIDEO -> dropVideo();
            case AUDIO -> dropAudio();
        }
    }

    private void dropVideo() {
        if (video != null) {
            video.close();
            video = null;
        }
    }

    private void dropAudio() {
        if (clock != null) {
            clock.close();
            clock = null;
        }
        if (audio != null) {
            audio.close();
            audio = null;
        }
    }

    @Override
    public void settle(boolean awaited) throws FfmpegException {
        if (output == null) {
            boolean complete = video != null && audio != null;
            if (order.isEmpty()
                    || (awaited
                            && !complete
                            && !order.waited(properties.headerWait().toMillis()))) {
                return;
            }
            begin(order.earliest(), false);
        }
        order.release(false, this::write);
    }

    private OpenFile begin(long millis, boolean further) throws FfmpegException {
        List<RecordedTrack> tracks = new ArrayList<>();
        if (video != null) {
            tracks.add(new RecordedTrack(
                    TrackKind.VIDEO, properties.video().codec().name(), video.width(), video.height(), null));
        }
        if (audio != null) {
            tracks.add(new RecordedTrack(TrackKind.AUDIO, "OPUS", null, null, null));
        }
        OpenFile open = new OpenFile(opener.open(properties.video().codec().container(), tracks, millis), further);
        output = open;
        if (video != null) {
            open.add(TrackKind.VIDEO, video.context());
        }
        if (audio != null) {
            open.add(TrackKind.AUDIO, audio.context());
        }
        open.begin();
        return open;
    }

    private void hold(TrackKind kind, AVPacket packet, long millis) throws FfmpegException {
        AVPacket own = av_packet_clone(packet);
        if (own == null) {
            throw new FfmpegException("no memory for a packet");
        }
        order.add(kind, own, millis, own.size());
    }

    private void write(TimeOrder.Held<AVPacket> held) throws FfmpegException {
        OpenFile into = fileFor(held);
        if (into == null || !into.has(held.kind())) {
            return; // of an encoder that was given up before the file began
        }
        AVPacket packet = held.item();
        long pts;
        long duration;
        if (held.kind() == TrackKind.VIDEO) {
            lastPicture = held.millis();
            pts = packet.pts() - into.offsetMillis();
            duration = Math.max(packet.duration(), 1);
        } else {
            // Samples to milliseconds, halves away from zero as FFmpeg rounds the encoder's delay.
            long samples = packet.pts() - into.offsetMillis() * 48;
            pts = samples >= 0 ? (samples + 24) / 48 : -((24 - samples) / 48);
            duration = packet.duration() / 48;
        }
        long end = held.millis() - into.offsetMillis() + duration;
        if (into.write(held.kind(), packet, pts, duration, end) == OpenFile.Written.REFUSED) {
            throw new FfmpegException("the file does not take what an encoder made");
        }
    }

    /** The file begun, or the next one where that is long enough and the packet is one to begin with. */
    private @Nullable OpenFile fileFor(TimeOrder.Held<AVPacket> held) throws FfmpegException {
        OpenFile open = output;
        if (open == null || !open.reached(properties.segment(), held.millis())) {
            return open;
        }
        if (held.kind() == TrackKind.VIDEO) {
            if ((held.item().flags() & AV_PKT_FLAG_KEY) == 0) {
                return open;
            }
        } else {
            boolean seen = lastPicture != Long.MIN_VALUE && held.millis() - lastPicture < NO_PICTURES;
            if (open.has(TrackKind.VIDEO) && (seen || order.holds(TrackKind.VIDEO))) {
                return open;
            }
            if (video != null) {
                video.beginAnew();
            }
        }
        open.finish();
        cutting = false;
        return begin(held.millis(), true);
    }

    @Override
    public void finish() throws FfmpegException {
        try {
            if (video != null) {
                video.flush();
            }
            if (audio != null) {
                audio.flush();
            }
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
        dropVideo();
        dropAudio();
        order.close();
        if (output != null) {
            output.close();
        }
    }

    private int width(VideoPicture picture) {
        return even(PictureCopy.uprightWidth(picture));
    }

    private int height(VideoPicture picture) {
        return even(PictureCopy.uprightHeight(picture));
    }

    /** H.264 in 4:2:0 has no odd sizes: a last odd row or column is left out. */
    private int even(int side) {
        return properties.video().codec() == VideoCodec.H264 ? side & ~1 : side;
    }

    private boolean sameSize(VideoEncoder encoder, VideoPicture picture) {
        return encoder.width() == width(picture) && encoder.height() == height(picture);
    }
}
